using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Financial;

/// <summary>National bank account numbers and the codes of banks and branches; IBAN and BIC have detectors of their own.</summary>
public sealed class BankAccountDetector() : IdentifierDetector(Table, Any)
{
    private static readonly IdentifierRow[] Table =
    [
        new("us-routing", "999999999|9999-9999-9", "routing", AccountChecks.Routing),
        new("gb-sort-code", "99-99-99|999999|99 99 99", "sort-code") { LabelMayBeFar = false },
        new("au-bsb", "999-999|999 999|999999", "bsb") { LabelMayBeFar = false },
        new("in-ifsc", "AAAA9999999", "ifsc routing bank-account", AccountChecks.Ifsc, Unlabelled.Always),
        new("in-ifsc", "AAAA9XXXXXX|AAAAAAAA999", "ifsc"),
        new("mx-clabe", "999 999 99999999999 9|999999999999999999", "clabe bank-account", AccountChecks.Clabe),
        new("ar-cbu", "9999999999999999999999|99999999 99999999999999", "cbu bank-account", AccountChecks.Cbu, Unlabelled.Always),
        new("nz-account", "99-9999-9999999-99|99-9999-9999999-999", "nz-account bank-account", null, Unlabelled.Written),
        new("ca-routing", "99999-999", "routing bank-account") { LabelMayBeFar = false },
        new("se-giro", "999-9999|9999-9999|99999-9", "bankgiro") { LabelMayBeFar = false },
    ];

    private static readonly LabelledRow[] Any =
    [
        new("bank-account", "bank-account clabe cbu", 6, 22, 6),
        new("routing", "routing", 6, 12, 6, Letters: false),
    ];

    /// <inheritdoc/>
    public override string Id => "bank-account";

    /// <inheritdoc/>
    public override string Label => "BANK_ACCOUNT";
}
