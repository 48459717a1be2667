namespace Sallyport.Ledger.Verification;

/// <summary>What somebody who owns the host and the log's key could still have changed unnoticed: all that lies between one trusted checkpoint and the next.</summary>
/// <param name="Leaves">Leaves after the last trusted checkpoint.</param>
/// <param name="Seconds">Time from the last leaf it covers to the last leaf of all, by the records' own clocks.</param>
/// <param name="LongestSeconds">The longest such time in the whole log, between any two trusted checkpoints in a row.</param>
public sealed record OpenWindow(long Leaves, double Seconds, double LongestSeconds);
