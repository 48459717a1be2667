using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Alerts;

/// <summary>Makes alerts: ids, words and facts.</summary>
internal static class AlertTexts
{
    private const int MaxTopicChars = 255;

    /// <summary>How long an alert is remembered after its window is over.</summary>
    private static readonly TimeSpan KeepAfter = TimeSpan.FromDays(35);

    /// <summary>A budget has reached a share.</summary>
    public static Alert OfBudget(BudgetStanding standing, int percent, DisplayCurrency? display, DateTimeOffset now)
    {
        var (rule, figures, forecast) = (standing.Counter.Rule, standing.Figures, standing.Forecast);
        var facts = new JsonObject
        {
            ["budget"] = rule.Id,
            ["per"] = EnumWords.Of(rule.Scope),
            ["holder"] = standing.Counter.Holder,
            ["percent"] = percent,
            ["unit"] = UnitWord(rule.Unit),
            ["spent"] = figures.Spent,
            ["reserved"] = figures.Reserved,
            ["limit"] = rule.Most,
            ["window_start"] = rule.Window is LimitWindow.Total ? null : Time(standing.Start),
            ["window_end"] = rule.Window is LimitWindow.Total ? null : Time(standing.End),
            ["forecast"] = EnumWords.Of(forecast.State),
            ["forecast_at"] = forecast is { State: ForecastState.Ends, EndsAt: { } at } ? Time(at) : null,
            ["forecast_day"] = forecast is { State: ForecastState.Ends, EndsAt: { } day } ? DayOf(day, rule.Zone) : null,
        };
        var who = rule.Scope is LimitScope.Global ? "" : $" of {EnumWords.Of(rule.Scope).Replace('_', ' ')} {standing.Counter.Holder}";
        var summary = $"Budget {rule.Id}{who}: {percent} % reached, {AmountText.Of(rule.Unit, figures.Spent, display)} of {AmountText.Of(rule.Unit, rule.Most, display)} spent. {Words(forecast, rule.Zone)}";
        var severity = percent >= 100 ? AlertSeverity.Critical : percent >= 80 ? AlertSeverity.Warning : AlertSeverity.Info;
        return new Alert(string.Create(CultureInfo.InvariantCulture, $"budget/{KeyOf(figures.Window)}/{percent}"), Bounded("budget/" + KeyOf(figures.Window)), AlertKind.Budget, severity, now, Line(summary), facts.ToJsonString(), KeepOf(standing));
    }

    /// <summary>Remembers that a used-up budget has set its switch in this window, so that lifting the switch is not undone.</summary>
    public static Alert OfTrip(BudgetStanding standing, StopSwitch stop, DateTimeOffset now) => new(
        TripIdOf(standing), "trip", AlertKind.Stop, AlertSeverity.Critical, now, Line($"Budget {standing.Counter.Rule.Id} is used up and has stopped {stop.Id}."), new JsonObject { ["budget"] = standing.Counter.Rule.Id, ["target"] = stop.Id }.ToJsonString(), KeepOf(standing));

    public static string TripIdOf(BudgetStanding standing) => "trip/" + KeyOf(standing.Figures.Window);

    /// <summary>A switch was set, or lets another share through.</summary>
    public static Alert OfStop(StopSwitch stop, DateTimeOffset now) => new(
        string.Create(CultureInfo.InvariantCulture, $"stop/{stop.Id}/{stop.SetAt.UtcTicks}/{stop.Share}"),
        Bounded("stop/" + stop.Id),
        AlertKind.Stop,
        AlertSeverity.Critical,
        now,
        Line(stop.Share == 0 ? $"{stop.Id} is stopped ({stop.Reason}), set by {stop.SetBy}." : $"{stop.Id} is stopped ({stop.Reason}); {stop.Share} % of exchanges pass."),
        FactsOf(stop, stop.Share),
        now + KeepAfter);

    /// <summary>A switch is gone.</summary>
    public static Alert OfLift(StopSwitch stop, DateTimeOffset now) => new(
        string.Create(CultureInfo.InvariantCulture, $"stop/{stop.Id}/{stop.SetAt.UtcTicks}/lifted"),
        Bounded("stop/" + stop.Id),
        AlertKind.StopLifted,
        AlertSeverity.Info,
        now,
        Line($"{stop.Id} is not stopped any more."),
        FactsOf(stop, 100),
        now + KeepAfter);

    /// <summary>The day on which a budget ends, by the budget's own calendar.</summary>
    public static string DayOf(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>As amounts are written for programs: <c>nano_usd</c>, <c>tokens</c>.</summary>
    public static string UnitWord(LimitUnit unit) => EnumWords.Of(unit);

    private static string KeyOf(CounterWindow window) => string.Create(CultureInfo.InvariantCulture, $"{window.Counter}/{UnitWord(window.Unit)}/{window.Start.ToUnixTimeSeconds()}");

    private static DateTimeOffset? KeepOf(BudgetStanding standing) => standing.Counter.Rule.Window is LimitWindow.Total ? null : standing.End + KeepAfter;

    private static string Words(SpendForecast forecast, TimeZoneInfo zone) => forecast switch
    {
        { State: ForecastState.Ends, EndsAt: { } at } => $"At the pace so far it ends on {DayOf(at, zone)}.",
        { State: ForecastState.Lasts } => "At the pace so far it lasts.",
        { State: ForecastState.Spent } => "It is spent.",
        _ => "Too little is known for a forecast.",
    };

    private static string FactsOf(StopSwitch stop, int share) => new JsonObject { ["target"] = stop.Id, ["reason"] = stop.Reason, ["share"] = share, ["set_by"] = stop.SetBy, ["set_at"] = Time(stop.SetAt) }.ToJsonString();

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Line(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });

    private static string Bounded(string topic) =>
        topic.Length <= MaxTopicChars ? topic : "digest/" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(topic)));
}
