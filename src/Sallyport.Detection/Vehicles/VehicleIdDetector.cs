using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Vehicles;

/// <summary>Vehicle identification numbers by their check digit, number plates after a word for them.</summary>
public sealed class VehicleIdDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("vin", "XXXXXXXXXXXXX9999", "vin", AccountChecks.Vin, Unlabelled.Always),
        new("vin", "XXXXXXXXXXXXX9999", "vin", AccountChecks.IsVin),
        new("gb-plate", "AA99 AAA", "plate", AccountChecks.BritishPlate, Unlabelled.Written),
        new("gb-plate", "AA99 AAA|A9{1,3}AAA|A9 AAA|A99 AAA|A999 AAA|AAA9{1,3}A|AAA 9A|AAA 99A|AAA 999A", "plate") { LabelMayBeFar = false },
        new("tr-plate", "99 A 9999|99 A 999|99 AA 999|99 AA 9999|99 AAA 99|99 AAA 999|99 AAA 9999|99 AA 99|99 A 99", "plate", AccountChecks.TurkishPlate) { LabelMayBeFar = false },
        new("in-plate", "AA 99 AA 9999|AA99 AA9999|AA 99 A 9999", "plate", WorldIds.IndianState, Unlabelled.Always),
        new("in-plate", "AA 9 AAA 9999|AA9A9999", "plate", WorldIds.IndianState),
        new("ng-plate", "AAA-999AA|AAA 999AA|AAA-999 AA", "plate") { LabelMayBeFar = false },
        new("de-plate", "A-AA 9{1,4}|AA-AA 9{1,4}|AAA-AA 9{1,4}|A-A 9{1,4}|AA-A 9{1,4}|AAA-A 9{1,4}", "plate") { LabelMayBeFar = false },
    ];

    private static readonly LabelledRow[] Any =
    [
        new("plate", "plate", 4, 9, 1) { LetterGroups = true },
        new("vin", "vin", 11, 17, 4),
    ];

    /// <inheritdoc/>
    public override string Id => "vehicle-id";

    /// <inheritdoc/>
    public override string Label => "VEHICLE_ID";
}
