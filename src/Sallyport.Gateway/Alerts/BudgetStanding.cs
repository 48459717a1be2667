using Sallyport.Gateway.Admission;

namespace Sallyport.Gateway.Alerts;

/// <summary>How one budget of one holder stands in its current window, over all nodes, as recorded.</summary>
/// <param name="Counter">Rule and holder. A holder that is long or not plain ASCII appears by its digest.</param>
/// <param name="End"><see cref="DateTimeOffset.MaxValue"/> if the budget is for ever.</param>
public sealed record BudgetStanding(Counter Counter, DateTimeOffset Start, DateTimeOffset End, StoredCounter Figures, SpendForecast Forecast)
{
    /// <summary>Reads all budgets that have a figure in their current window, by rule and holder.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store does not answer.</exception>
    public static async ValueTask<IReadOnlyList<BudgetStanding>> ReadAsync(SpendPolicy policy, ILimitStore counters, DateTimeOffset now, CancellationToken cancellation)
    {
        var rules = policy.Rules.Where(r => r.Rule.AlertPercents.Count > 0).ToDictionary(r => r.Rule.Id, r => r.Rule, StringComparer.Ordinal);
        if (rules.Count == 0) return [];
        var standings = new List<BudgetStanding>();
        foreach (var stored in (await counters.SnapshotAsync(cancellation)).Counters)
        {
            var (id, mark) = (stored.Window.Counter, stored.Window.Counter.IndexOf('#', StringComparison.Ordinal));
            if (!rules.TryGetValue(mark < 0 ? id : id[..mark], out var rule) || rule.Unit != stored.Window.Unit) continue;
            var window = rule.WindowAt(now);
            if (window.Start == stored.Window.Start) standings.Add(Of(new Counter(rule, mark < 0 ? "" : id[(mark + 1)..]), window, stored, now));
        }

        return [.. standings.OrderBy(s => s.Figures.Window.Counter, StringComparer.Ordinal)];
    }

    internal static BudgetStanding Of(Counter counter, CalendarWindow window, StoredCounter stored, DateTimeOffset now) =>
        new(counter, window.Start, window.End, stored, SpendForecast.Of(window.Start, window.End, now, stored.Spent, counter.Rule.Most));

    /// <summary>True if a share of the budget is spent.</summary>
    internal bool HasReached(int percent) => (Int128)Figures.Spent * 100 >= (Int128)Counter.Rule.Most * percent;
}
