using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Government;

/// <summary>Driving licence numbers: British ones by their form, others after a word for them.</summary>
public sealed class DriverLicenseDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("gb-driving-licence", "XXXXX 999999 XXX XX|XXXXX999999XX 9XX|XXXXX 999999 XX9XX", "driver-license", EuropeanIds.BritishLicence, Unlabelled.Always) { AnyCase = true },
        new("kr-driving-licence", "99-99-999999-99|999999999999", "driver-license", WorldIds.KoreanLicence, Unlabelled.Written),
        new("in-driving-licence", "AA99 99999999999|AA 99 99999999999|AA 99 9999 9999999|AA99 9999 9999999", "driver-license", WorldIds.IndianState, Unlabelled.Always),
        new("it-driving-licence", "AA9999999A|A9XXXXXXXA", "driver-license"),
        new("us-driver-license", "A999-9999-9999|A9999-99999-99999|A999-999-99-999-9|A999-9999-9999-99|AA-99-99-99|A99999999|A999999999999|A9999999", "driver-license"),
    ];

    private static readonly LabelledRow[] Any = [new("driver-license", "driver-license", 5, 20, 4)];

    /// <inheritdoc/>
    public override string Id => "driver-license";

    /// <inheritdoc/>
    public override string Label => "DRIVER_LICENSE";
}
