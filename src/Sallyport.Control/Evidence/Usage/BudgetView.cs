using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>How one budget of one holder stands in its current window.</summary>
/// <param name="Holder">Persons appear under a pseudonym.</param>
/// <param name="Unit">Of the amounts: <c>nano_usd</c> or <c>tokens</c>.</param>
/// <param name="Percent">Of the limit that is spent, rounded down.</param>
/// <param name="WindowEnd">Null for a budget that is for ever.</param>
/// <param name="Forecast"><c>unknown</c>, <c>lasts</c>, <c>ends</c> or <c>spent</c>, if spending goes on as it did on average in this window.</param>
/// <param name="EndsAt">When the budget will be spent; null unless it <c>ends</c>.</param>
/// <param name="EndsOn">The same as a day by the budget's own calendar.</param>
public sealed record BudgetView(string Budget, string Per, string Holder, string Unit, long Spent, long Reserved, long Limit, long Percent, DateTimeOffset? WindowStart, DateTimeOffset? WindowEnd, string Forecast, DateTimeOffset? EndsAt, string? EndsOn)
{
    public static BudgetView Of(BudgetStanding s)
    {
        var (rule, isForEver) = (s.Counter.Rule, s.End == DateTimeOffset.MaxValue);
        var ends = s.Forecast is { State: ForecastState.Ends, EndsAt: { } at } ? at : (DateTimeOffset?)null;
        return new BudgetView(
            rule.Id,
            EnumWords.Of(rule.Scope),
            s.Counter.Holder,
            EnumWords.Of(rule.Unit),
            s.Figures.Spent,
            s.Figures.Reserved,
            rule.Most,
            rule.Most == 0 ? 100 : (long)((Int128)s.Figures.Spent * 100 / rule.Most),
            isForEver ? null : s.Start,
            isForEver ? null : s.End,
            EnumWords.Of(s.Forecast.State),
            ends,
            ends is { } day ? TimeZoneInfo.ConvertTime(day, rule.Zone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null);
    }
}

/// <summary>All budgets that were charged in their current window, by name and holder.</summary>
public sealed record BudgetPage(DateTimeOffset At, IReadOnlyList<BudgetView> Budgets);
