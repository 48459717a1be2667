namespace Sallyport.Control.Evidence.Report;

/// <summary>For which key and period the four questions are answered.</summary>
/// <param name="From">Beginning; null for the beginning of what is kept.</param>
/// <param name="To">End, not included; null for now.</param>
/// <param name="Personal">True opens names and addresses with the subjects' keys; recorded as <c>audit.personal_read</c> as well.</param>
/// <param name="Proofs">Most inclusion proofs, 0 to 1,000. If there are more requests, they are spread evenly over the period.</param>
public sealed record ReportQuery(string Key, DateTimeOffset? From = null, DateTimeOffset? To = null, bool Personal = false, int Proofs = ReportQuery.DefaultProofs)
{
    public const int DefaultProofs = 20, MaxProofs = 1_000;
}
