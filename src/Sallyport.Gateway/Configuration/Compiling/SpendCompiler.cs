using System.Collections.Frozen;
using System.Globalization;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Compiles everything that says how much and who first: limits, budgets, tiers, cheaper models, priorities.</summary>
internal static class SpendCompiler
{
    /// <summary>Most requests an hour that <c>free</c> may be given: above it a tier deserves another name.</summary>
    public const int FreeCeilingPerHour = 50;

    public static SpendPolicy Compile(ConfigurationOptions options, ConfigurationProblems problems)
    {
        var tiers = WithBuiltIn(options.Tiers);
        var matches = new MatchCompiler(tiers.Keys, options.Upstreams.Keys, problems);
        var limits = new LimitCompiler(matches, problems);
        limits.AddRules(options.Limits.Rules);
        limits.AddBudgets(options.Budgets, options.Limits.Rules.Keys);
        foreach (var (name, tier) in tiers) AddTier(limits, name, tier, problems);
        if (!tiers.ContainsKey(options.Limits.DefaultTier)) problems.NotValid("limits.default_tier", options.Limits.DefaultTier, string.Join(", ", tiers.Keys.Order(StringComparer.Ordinal)));
        CheckReserved(options.Upstreams, problems);
        return new SpendPolicy
        {
            Stopping = StoppingOf(options.Budgets, problems),
            Rules = limits.Rules,
            Caps = limits.Caps,
            Tiers = tiers.ToFrozenDictionary(t => t.Key, t => new TierDefinition(t.Key, t.Value.MaxInputTokens, PriorityOf(t.Value.Priority))),
            DefaultTier = options.Limits.DefaultTier,
            Cheaper = CheaperOf(options, matches, problems),
            Priorities = new PriorityPolicy
            {
                Weights = [options.Priorities.Weights.Interactive, options.Priorities.Weights.Batch, options.Priorities.Weights.Background],
                Purposes = options.Priorities.Purposes.ToFrozenDictionary(p => p.Key, p => PriorityOf(p.Value), StringComparer.Ordinal),
                MaxWaiting = options.Priorities.MaxWaiting,
                MaxWait = options.Priorities.MaxWait,
            },
            Display = DisplayOf(options.Prices, problems),
            DefaultOutputTokens = options.Limits.DefaultOutputTokens,
        };
    }

    private static DisplayCurrency? DisplayOf(PriceOptions prices, ConfigurationProblems problems)
    {
        if (prices.Currency is not { } code)
        {
            if (prices.PerUsd is not null) problems.Add("prices.per_usd", "per_usd is given without a currency", "prices.currency beside it");
            return null;
        }

        if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper) || code == "USD") problems.NotValid("prices.currency", code, "three capital letters of a currency other than USD");
        if (prices.PerUsd is not { } rate)
        {
            problems.Add("prices.currency", "currency is given without a rate", "prices.per_usd beside it");
            return null;
        }

        return new DisplayCurrency(code, (decimal)rate);
    }

    private static FrozenSet<string> StoppingOf(Dictionary<string, BudgetOptions> budgets, ConfigurationProblems problems)
    {
        var stopping = budgets.Where(b => b.Value.OnExhausted == "stop").ToArray();
        foreach (var (name, budget) in stopping)
        {
            if (budget.Every == "request") problems.NotValid($"budgets.{name}.on_exhausted", "stop", "refuse, since the budget is for each request by itself");
            if (budget.Per is "address" or "end_user") problems.NotValid($"budgets.{name}.on_exhausted", "stop", "refuse, unless per is global, organization, team, user, key, application, model or upstream");
        }

        return stopping.Select(b => b.Key).ToFrozenSet(StringComparer.Ordinal);
    }

    private static Dictionary<string, TierOptions> WithBuiltIn(Dictionary<string, TierOptions> given)
    {
        var tiers = new Dictionary<string, TierOptions>(StringComparer.Ordinal)
        {
            [TierDefinition.Free] = new TierOptions { RequestsPerSecond = 5, Burst = 5, RequestsPerHour = 10, MaxInputTokens = 8_000 },
            [TierDefinition.Pro] = new TierOptions { RequestsPerSecond = 5, Burst = 10, RequestsPerHour = 1_000, MaxInputTokens = 32_000 },
            [TierDefinition.Service] = new TierOptions(),
        };
        foreach (var (name, tier) in given)
        {
            if (!tiers.TryGetValue(name, out var builtIn)) builtIn = new TierOptions();
            tiers[name] = new TierOptions
            {
                RequestsPerSecond = tier.RequestsPerSecond ?? builtIn.RequestsPerSecond,
                Burst = tier.Burst ?? (tier.RequestsPerSecond is null ? builtIn.Burst : null), // a burst that goes with another rate says nothing of this one
                RequestsPerHour = tier.RequestsPerHour ?? builtIn.RequestsPerHour,
                TokensPerDay = tier.TokensPerDay ?? builtIn.TokensPerDay,
                MaxInputTokens = tier.MaxInputTokens ?? builtIn.MaxInputTokens,
                Priority = tier.Priority ?? builtIn.Priority,
            };
        }

        return tiers;
    }

    private static void AddTier(LimitCompiler limits, string name, TierOptions tier, ConfigurationProblems problems)
    {
        var key = "tiers." + name;
        if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
        if (name == TierDefinition.Free && tier.RequestsPerHour > FreeCeilingPerHour) problems.NotValid(key + ".requests_per_hour", Text(tier.RequestsPerHour.Value), $"1 to {FreeCeilingPerHour}; more is another tier");
        if (tier.Burst is { } burst && tier.RequestsPerSecond is null) problems.NotValid(key + ".burst", Text(burst), "nothing, unless requests_per_second is given");
        if (tier.RequestsPerSecond is { } second) limits.AddTierRule(name, "second", LimitUnit.Requests, LimitWindow.Second, second, tier.Burst ?? 0);
        if (tier.RequestsPerHour is { } hour) limits.AddTierRule(name, "hour", LimitUnit.Requests, LimitWindow.Hour, hour);
        if (tier.TokensPerDay is { } day) limits.AddTierRule(name, "day", LimitUnit.Tokens, LimitWindow.Day, day);
    }

    private static List<CheaperRule> CheaperOf(ConfigurationOptions options, MatchCompiler matches, ConfigurationProblems problems)
    {
        var rules = new List<CheaperRule>();
        foreach (var (name, rule) in options.Cheaper.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            var key = "cheaper." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (options.Models.Count > 0 && rule.To.Length > 0 && !options.Models.ContainsKey(rule.To) && !options.Models.Values.Any(m => m.Aliases.Contains(rule.To))) problems.NotValid(key + ".to", rule.To, string.Join(", ", options.Models.Keys.Order(StringComparer.Ordinal)));
            if (rule.Budget is { } budget && !options.Budgets.ContainsKey(budget)) problems.NotValid(key + ".budget", budget, options.Budgets.Count == 0 ? "a name under budgets" : string.Join(", ", options.Budgets.Keys.Order(StringComparer.Ordinal)));
            if (rule.Budget is { } each && options.Budgets.TryGetValue(each, out var found) && found.Every == "request") problems.NotValid(key + ".budget", each, "a budget that adds requests up, not one for each by itself");
            var match = matches.Compile(key + ".match", rule.Match);
            if (rule.MaxInputTokens is null && rule.Budget is null && match.Purposes.Count == 0) problems.Add(key, "no condition is given", "max_input_tokens, budget or match.purposes");
            rules.Add(new CheaperRule(name, rule.To, match, rule.MaxInputTokens, rule.Budget, rule.FromPercent));
        }

        return rules;
    }

    private static void CheckReserved(Dictionary<string, UpstreamOptions> upstreams, ConfigurationProblems problems)
    {
        foreach (var (name, upstream) in upstreams)
        {
            var reserved = (long)upstream.Reserved.Interactive + upstream.Reserved.Batch + upstream.Reserved.Background;
            if (reserved == 0) continue;
            if (upstream.MaxConcurrent is not { } most) problems.Add($"upstreams.{name}.reserved", "the key is not used", "max_concurrent, of which places are reserved");
            // All reserved leaves nothing for a priority without a reserve.
            else if (reserved > most || (reserved == most && (upstream.Reserved.Interactive == 0 || upstream.Reserved.Batch == 0 || upstream.Reserved.Background == 0)))
                problems.NotValid($"upstreams.{name}.reserved", Text(reserved), "together fewer than max_concurrent, so that each priority has a place");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Priority PriorityOf(string? word) => word switch { "batch" => Priority.Batch, "background" => Priority.Background, _ => Priority.Interactive };
}
