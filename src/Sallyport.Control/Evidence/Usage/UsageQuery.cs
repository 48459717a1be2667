namespace Sallyport.Control.Evidence.Usage;

/// <summary>Which usage to sum up, and by what.</summary>
/// <param name="GroupBy">Names of <see cref="UsageDimensions.Groups"/>; at least one.</param>
/// <param name="From">Beginning; rounded down to a full hour or day.</param>
/// <param name="To">End; rounded up.</param>
/// <param name="Filters">Value wanted for a name of <see cref="UsageDimensions.Filters"/>; empty text finds what the record does not say.</param>
/// <param name="Limit">Most rows, largest first.</param>
public sealed record UsageQuery(IReadOnlyList<string> GroupBy, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyDictionary<string, string> Filters, int Limit = UsageQuery.DefaultLimit)
{
    public const int DefaultLimit = 100, MaxLimit = 10_000;
}
