namespace Sallyport.Control.Evidence.Exposure;

/// <summary>What the scope of exposure is asked for. Each part that is given narrows it; at least one must be.</summary>
/// <param name="User">Reference of a subject, or its name such as <c>user:acme/ada</c>.</param>
/// <param name="Model">As the provider names it.</param>
/// <param name="Policy">Version of the configuration.</param>
/// <param name="List">Most requests to list, 0 to 10,000.</param>
/// <param name="Proofs">Most inclusion proofs to make, 0 to 1,000; of the newest.</param>
public sealed record ExposureQuery(string? Key = null, string? User = null, string? Model = null, string? Provider = null, string? Upstream = null, string? Policy = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, int List = ExposureQuery.DefaultList, int Proofs = 0)
{
    public const int DefaultList = 100, MaxList = 10_000, MaxProofs = 1_000;
}
