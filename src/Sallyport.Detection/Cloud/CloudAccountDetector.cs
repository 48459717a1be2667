using Sallyport.Detection.Identifiers;
using Sallyport.Detection.Identifiers.Checks;

namespace Sallyport.Detection.Cloud;

/// <summary>Accounts of cloud providers: AWS account numbers, Azure tenants and subscriptions, Google project numbers.</summary>
public sealed class CloudAccountDetector() : IdentifierDetector(Table, [])
{
    private static readonly IdentifierRow[] Table =
    [
        new("aws-account", "999999999999|9999-9999-9999", "cloud") { LabelMayBeFar = true },
        new("azure-id", "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX", "tenant", AccountChecks.IsHex),
        new("gcp-project", "9{10,12}", "tenant") { LabelMayBeFar = false },
        new("gcp-billing", "XXXXXX-XXXXXX-XXXXXX", "tenant", AccountChecks.IsHex),
    ];

    /// <inheritdoc/>
    public override string Id => "cloud-account";

    /// <inheritdoc/>
    public override string Label => "CLOUD_ACCOUNT";
}
