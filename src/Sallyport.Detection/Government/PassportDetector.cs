using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Government;

/// <summary>Passport numbers of all countries, after a word for passport in some thirty languages.</summary>
public sealed class PassportDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("passport", "A9{6,9}|AA9{5,8}|AAA9{6,6}|A99A99999|A999A9999|99AA99999|99AAA9999", "passport"),
        new("de-passport", "AXXXXXXX9", "passport", CheckDigits.Icao),
        new("passport", "999999999|99999999|99 9999999", "passport") { LabelMayBeFar = false },
        new("ru-passport", "99 99 999999|9999 999999", "ru-passport passport") { LabelMayBeFar = false },
    ];

    private static readonly LabelledRow[] Any = [new("passport", "passport", 6, 14, 5)];

    /// <inheritdoc/>
    public override string Id => "passport";

    /// <inheritdoc/>
    public override string Label => "PASSPORT";
}
