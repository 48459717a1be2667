namespace Sallyport.Gateway.Admission;

/// <summary>How a counter stands, as far as this node knows.</summary>
/// <param name="Counter">The counter.</param>
/// <param name="Limit"><see cref="LimitRule.Most"/>; rolling windows: the burst.</param>
/// <param name="Spent">Spent in this window; rolling windows: what has not drained yet; <see cref="LimitWindow.Open"/>: open now.</param>
/// <param name="Reserved">By exchanges that are open.</param>
/// <param name="Reset">From now until the window ends, or until a rolling one is empty; null if never by itself.</param>
public readonly record struct LimitReading(Counter Counter, long Limit, long Spent, long Reserved, TimeSpan? Reset)
{
    /// <summary>What is left; never below 0.</summary>
    public long Remaining => Math.Max(0, Limit - Math.Min(Limit, Spent) - Reserved);
}
