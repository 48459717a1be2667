using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Medical;

/// <summary>Medical record and health insurance numbers, numbers of physicians and practices, diagnosis codes after a word for them.</summary>
public sealed class MedicalIdDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("us-mbi", "9AX9-AX9-AA99|9AX9AX9AA99", "mbi insurance-card", AccountChecks.Mbi, Unlabelled.Always) { AnyCase = true },
        new("us-npi", "9999999999|9999-999-999|9999 999 999", "npi", AccountChecks.Npi),
        new("us-dea", "AX9999999", "dea", AccountChecks.Dea),
        new("de-kvnr", "A999999999|A 999 999 999", "kvnr insurance-card", AccountChecks.Kvnr),
        new("de-lanr", "999999999", "lanr", AccountChecks.Lanr),
        new("de-bsnr", "999999999", "bsnr") { LabelMayBeFar = false },
        new("nz-nhi", "AAA9999|AAA99A9|AAA99AX", "nhi medical-record", AccountChecks.Nhi),
        new("ca-health-card", "9999 999 999|9999 999 999 AA|AAAA 9999 9999", "ohip") { LabelMayBeFar = false },
        new("icd-10", "A99.9|A99.99|A99.9X|A99.99X|A99.999X|A99|A9A.9|A9A.99|A9A.999", "icd", AccountChecks.Icd),
    ];

    private static readonly LabelledRow[] Any =
    [
        new("medical-record", "medical-record", 5, 16, 4),
        new("health-insurance", "insurance-card mbi kvnr au-medicare nhi", 5, 18, 5),
        new("medical-license", "npi dea lanr bsnr", 7, 12, 7),
    ];

    /// <inheritdoc/>
    public override string Id => "medical-id";

    /// <inheritdoc/>
    public override string Label => "MEDICAL_ID";
}
