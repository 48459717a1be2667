namespace Sallyport.Gateway.Audit.Export;

/// <summary>How an export stands.</summary>
/// <param name="State">"ok", "behind" (catching up), "failing", "standby" (another gateway runs it), "starting".</param>
/// <param name="Next">First record not handed over yet; null while not known.</param>
/// <param name="LagRecords">How many wait.</param>
/// <param name="LagSeconds">Age of the oldest that waits; 0 if none does.</param>
/// <param name="Written">Records handed over since this gateway began.</param>
/// <param name="Pruned">Records that retention had taken away before they were handed over.</param>
/// <param name="Failures">Attempts that failed since this gateway began.</param>
/// <param name="LastSuccessAt">When something was last handed over; null if not yet.</param>
/// <param name="FailingSince">Null if it is not failing.</param>
/// <param name="Fault">Why the last attempt failed; null if it is not failing.</param>
public sealed record ExportStatus(
    string Name,
    string Kind,
    string Format,
    string State,
    long? Next,
    long LagRecords,
    double LagSeconds,
    long Written,
    long Pruned,
    long Failures,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? FailingSince,
    string? Fault);
