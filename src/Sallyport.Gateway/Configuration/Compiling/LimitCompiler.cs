using System.Globalization;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks and compiles limits, budgets and tiers.</summary>
internal sealed class LimitCompiler(MatchCompiler matches, ConfigurationProblems problems)
{
    private const string OneUnit = "exactly one of requests, tokens, bytes and concurrent";
    private readonly List<AppliedRule> _rules = [];
    private readonly List<RequestCap> _caps = [];

    /// <summary>All rules compiled so far: those of tiers last, so that a refusal names what the operator wrote first.</summary>
    public IReadOnlyList<AppliedRule> Rules => _rules;

    public IReadOnlyList<RequestCap> Caps => _caps;

    public void AddRules(Dictionary<string, LimitRuleOptions> rules)
    {
        foreach (var (name, options) in rules)
        {
            var key = "limits.rules." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            var match = matches.Compile(key + ".match", options.Match);
            if (UnitOf(key, options) is not var (unit, most, isOpen) || ScopeOf(options.Per) is not { } scope) continue;
            var window = isOpen ? LimitWindow.Open : WindowOf(options.Every ?? "");
            if (isOpen && options.Every is not null) problems.NotValid(key + ".every", options.Every, "no span of time with concurrent: it counts what is open now");
            if (!isOpen && options.Every is null && !problems.HasTold(key + ".every")) problems.Add(key + ".every", "the key is missing", "second, minute, hour, day");
            if (options.Burst is { } burst && window is not (LimitWindow.Second or LimitWindow.Minute)) problems.NotValid(key + ".burst", Text(burst), "no burst unless every is second or minute");
            if (unit is not LimitUnit.Tokens && options.Policy == "bounded") problems.NotValid(key + ".policy", options.Policy, "strict, unless the limit is in tokens");
            var overshoot = OvershootOf(key + ".overshoot_tokens", options.Policy, options.OvershootTokens);
            if (window is null || ZoneOf(key, options.TimeZone) is not { } zone) continue;
            Add(new LimitRule { Id = name, Scope = scope, Unit = unit, Window = window.Value, Most = most, Burst = options.Burst ?? 0, Overshoot = overshoot, Zone = zone }, match, isBudget: false);
        }
    }

    public void AddBudgets(Dictionary<string, BudgetOptions> budgets, IReadOnlyCollection<string> limits)
    {
        foreach (var (name, options) in budgets)
        {
            var key = "budgets." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (limits.Contains(name)) problems.Add(key, "the name is that of a rule under limits.rules", "another name: the record tells the two apart by it");
            var match = matches.Compile(key + ".match", options.Match);
            if (options.Money is null == options.Tokens is null && !problems.HasTold(key)) problems.Add(key, options.Money is null ? "neither money nor tokens is given" : "both money and tokens are given", "exactly one of money and tokens");
            var most = options.Money is { } money ? MoneyOf(key + ".money", money) : options.Tokens;
            var overshoot = options.Money is null
                ? OvershootOf(key + ".overshoot_tokens", options.Policy, options.OvershootTokens)
                : OvershootOf(key + ".overshoot", options.Policy, options.Overshoot is { } over ? MoneyOf(key + ".overshoot", over) : null);
            if (options.Money is null && options.Overshoot is not null) problems.NotValid(key + ".overshoot", options.Overshoot, "overshoot_tokens, since the budget is in tokens");
            if (options.Money is not null && options.OvershootTokens is { } tokens) problems.NotValid(key + ".overshoot_tokens", Text(tokens), "overshoot, since the budget is in money");
            if (options.Money is null && options.UnknownPrice is not null) problems.Add(key + ".unknown_price", "the key is not used", "money: a budget in tokens needs no price");
            var ceiling = options.UnknownPrice is { } price ? CeilingOf(key + ".unknown_price", price) : null;
            for (var i = 1; i < options.Alerts.Count; i++)
                if (options.Alerts[i] <= options.Alerts[i - 1]) problems.NotValid($"{key}.alerts[{i}]", Text(options.Alerts[i]), "percentages that grow");
            if (most is not { } amount || ScopeOf(options.Per) is not { } scope || ZoneOf(key, options.TimeZone) is not { } zone) continue;

            var unit = options.Money is null ? LimitUnit.Tokens : LimitUnit.NanoUsd;
            if (options.Every == "request")
            {
                if (options.Policy == "bounded") problems.NotValid(key + ".policy", options.Policy, "strict, since the budget is for each request by itself");
                _caps.Add(new RequestCap(name, unit, amount, match, ceiling));
            }
            else if (WindowOf(options.Every) is { } window)
            {
                Add(new LimitRule { Id = name, Scope = scope, Unit = unit, Window = window, Most = amount, Overshoot = overshoot, Zone = zone, AlertPercents = options.Alerts.Count > 0 ? [.. options.Alerts] : [50, 80, 100] }, match, isBudget: true, ceiling);
            }
        }
    }

    /// <summary>One count of a tier for each of its users.</summary>
    public void AddTierRule(string tier, string word, LimitUnit unit, LimitWindow window, long most, long burst = 0) => Add(
        new LimitRule { Id = $"tier.{tier}.{word}", Scope = LimitScope.User, Unit = unit, Window = window, Most = most, Burst = burst },
        new RuleMatch { Tiers = [tier] },
        isBudget: false);

    private void Add(LimitRule rule, RuleMatch match, bool isBudget, CeilingPrice? ceiling = null) => _rules.Add(new AppliedRule(rule, match, isBudget, ceiling));

    private (LimitUnit Unit, long Most, bool IsOpen)? UnitOf(string key, LimitRuleOptions options)
    {
        (LimitUnit, long?, bool)[] given = [(LimitUnit.Requests, options.Requests, false), (LimitUnit.Tokens, options.Tokens, false), (LimitUnit.Bytes, options.Bytes, false), (LimitUnit.Requests, options.Concurrent, true)];
        var set = given.Where(g => g.Item2 is not null).ToArray();
        if (set.Length == 1) return (set[0].Item1, set[0].Item2!.Value, set[0].Item3);
        if (set.Length > 1 || !problems.HasTold(key)) problems.Add(key, set.Length == 0 ? "nothing is limited" : "several things are limited", OneUnit);
        return null;
    }

    private long OvershootOf(string key, string policy, long? overshoot)
    {
        if (policy == "bounded" && overshoot is null) problems.Add(key, "the key is missing", "how far the most that requests can use may go over, since policy is bounded");
        if (policy != "bounded" && overshoot is { } given) problems.NotValid(key, Text(given), "nothing, unless policy is bounded");
        if (policy == "bounded" && overshoot is 0) problems.NotValid(key, "0", "more than nothing, since policy is bounded");
        return policy == "bounded" ? overshoot ?? 0 : 0;
    }

    private long? MoneyOf(string key, string text)
    {
        if (MoneyText.Parse(text) is { } nanoUsd) return nanoUsd;
        problems.NotValid(key, text, MoneyText.Allowed);
        return null;
    }

    /// <summary>A price for a million tokens as one for each, rounded up: a ceiling must not round below what was said.</summary>
    private CeilingPrice? CeilingOf(string key, CeilingPriceOptions options) =>
        options.Input.Length > 0 && options.Output.Length > 0 && MoneyOf(key + ".input", options.Input) is { } input && MoneyOf(key + ".output", options.Output) is { } output
            ? new CeilingPrice((input + 999_999) / 1_000_000, (output + 999_999) / 1_000_000)
            : null;

    private TimeZoneInfo? ZoneOf(string key, string id)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        problems.NotValid(key + ".time_zone", id, "the name of a time zone that this machine knows, such as UTC or Europe/Berlin");
        return null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static LimitWindow? WindowOf(string word) => word switch
    {
        "second" => LimitWindow.Second,
        "minute" => LimitWindow.Minute,
        "hour" => LimitWindow.Hour,
        "day" => LimitWindow.Day,
        "week" => LimitWindow.Week,
        "month" => LimitWindow.Month,
        "total" => LimitWindow.Total,
        _ => null, // told by the binder
    };

    private static LimitScope? ScopeOf(string word) => word switch
    {
        "global" => LimitScope.Global,
        "organization" => LimitScope.Organization,
        "team" => LimitScope.Team,
        "user" => LimitScope.User,
        "key" => LimitScope.Key,
        "application" => LimitScope.Application,
        "model" => LimitScope.Model,
        "upstream" => LimitScope.Upstream,
        "address" => LimitScope.Address,
        "end_user" => LimitScope.EndUser,
        _ => null, // told by the binder
    };
}
