using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Providers;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class LimitConfigurationTests
{
    /// <summary>YAML; key, part of the problem, part of what is allowed.</summary>
    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "limits: { rules: { a: { requests: 5, every: second } } }", "limits.rules.a.per", "missing", "end_user" },
        { "limits: { rules: { a: { per: moon, requests: 5, every: second } } }", "limits.rules.a.per", "\"moon\"", "organization" },
        { "limits: { rules: { a: { per: key, every: second } } }", "limits.rules.a", "nothing is limited", "exactly one" },
        { "limits: { rules: { a: { per: key, requests: 5, tokens: 5, every: second } } }", "limits.rules.a", "several", "exactly one" },
        { "limits: { rules: { a: { per: key, requests: 5 } } }", "limits.rules.a.every", "missing", "second, minute" },
        { "limits: { rules: { a: { per: key, requests: 0, every: day } } }", "limits.rules.a.requests", "\"0\"", "from 1 to" },
        { "limits: { rules: { a: { per: key, requests: 5, every: week } } }", "limits.rules.a.every", "\"week\"", "hour, day" },
        { "limits: { rules: { a: { per: key, concurrent: 5, every: day } } }", "limits.rules.a.every", "\"day\"", "open now" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, burst: 2 } } }", "limits.rules.a.burst", "\"2\"", "second or minute" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, time_zone: Mars/Base } } }", "limits.rules.a.time_zone", "Mars/Base", "Europe/Berlin" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, policy: bounded, overshoot_tokens: 1 } } }", "limits.rules.a.policy", "bounded", "tokens" },
        { "limits: { rules: { a: { per: key, tokens: 5, every: day, policy: bounded } } }", "limits.rules.a.overshoot_tokens", "missing", "bounded" },
        { "limits: { rules: { a: { per: key, tokens: 5, every: day, overshoot_tokens: 9 } } }", "limits.rules.a.overshoot_tokens", "\"9\"", "unless policy is bounded" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, match: { tiers: [ gold ] } } } }", "limits.rules.a.match.tiers[0]", "\"gold\"", "free, pro, service" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, match: { upstreams: [ nowhere ] } } } }", "limits.rules.a.match.upstreams[0]", "\"nowhere\"", "simulator" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, match: { keys: [ short ] } } } }", "limits.rules.a.match.keys[0]", "\"short\"", "10 letters" },
        { "limits: { rules: { a: { per: key, requests: 5, every: day, match: { models: [ \"*-x\" ] } } } }", "limits.rules.a.match.models[0]", "\"*-x\"", "at the end" },
        { "limits: { default_tier: gold }", "limits.default_tier", "\"gold\"", "free, pro, service" },
        { "budgets: { b: { per: key, every: day } }", "budgets.b", "neither", "exactly one" },
        { "budgets: { b: { per: key, every: day, money: 1 USD, tokens: 5 } }", "budgets.b", "both", "exactly one" },
        { "budgets: { b: { per: key, every: day, money: 5 } }", "budgets.b.money", "\"5\"", "5.00 USD" },
        { "budgets: { b: { per: key, every: day, money: 5 EUR } }", "budgets.b.money", "\"5 EUR\"", "USD" },
        { "budgets: { b: { per: key, every: day, money: -5 USD } }", "budgets.b.money", "-5 USD", "USD" },
        { "budgets: { b: { per: key, every: day, money: 0.0000000001 USD } }", "budgets.b.money", "0.0000000001", "9 decimals" },
        { "budgets: { b: { per: key, every: day, money: 1000000001 USD } }", "budgets.b.money", "1000000001", "1000000000" },
        { "budgets: { b: { per: key, every: fortnight, money: 5 USD } }", "budgets.b.every", "fortnight", "total" },
        { "budgets: { b: { per: key, every: day, money: 5 USD, policy: bounded } }", "budgets.b.overshoot", "missing", "bounded" },
        { "budgets: { b: { per: key, every: day, money: 5 USD, overshoot: 1 USD } }", "budgets.b.overshoot", "1000000000", "unless policy is bounded" },
        { "budgets: { b: { per: key, every: day, money: 5 USD, policy: bounded, overshoot: 0 USD } }", "budgets.b.overshoot", "\"0\"", "more than nothing" },
        { "budgets: { b: { per: key, every: request, money: 5 USD, policy: bounded, overshoot: 1 USD } }", "budgets.b.policy", "bounded", "by itself" },
        { "budgets: { b: { per: key, every: day, tokens: 5, unknown_price: { input: 1 USD, output: 1 USD } } }", "budgets.b.unknown_price", "not used", "money" },
        { "budgets: { b: { per: key, every: day, money: 5 USD, unknown_price: { input: 1 USD } } }", "budgets.b.unknown_price.output", "missing", "million" },
        { "budgets: { b: { per: key, every: day, money: 5 USD, alerts: [ 80, 50 ] } }", "budgets.b.alerts[1]", "\"50\"", "grow" },
        { "limits: { rules: { b: { per: key, requests: 5, every: day } } }\nbudgets: { b: { per: key, every: day, money: 5 USD } }", "budgets.b", "limits.rules", "another name" },
        { "tiers: { Gold: { requests_per_hour: 5 } }", "tiers.Gold", "name", "lower-case" },
        { "tiers: { free: { requests_per_hour: 51 } }", "tiers.free.requests_per_hour", "\"51\"", "1 to 50" },
        { "tiers: { gold: { burst: 5 } }", "tiers.gold.burst", "\"5\"", "requests_per_second" },
        { "cheaper: { c: { to: simulator } }", "cheaper.c", "no condition", "max_input_tokens" },
        { "cheaper: { c: { to: simulator, budget: none } }", "cheaper.c.budget", "\"none\"", "budgets" },
        { "cheaper: { c: { to: other, max_input_tokens: 5 } }\nmodels: { m: { targets: [ { upstream: simulator, model: x } ] } }", "cheaper.c.to", "\"other\"", "m" },
        { "upstreams: { a: { provider: simulator, reserved: { interactive: 1 } } }", "upstreams.a.reserved", "not used", "max_concurrent" },
        { "upstreams: { a: { provider: simulator, max_concurrent: 2, reserved: { interactive: 2 } } }", "upstreams.a.reserved", "\"2\"", "each priority has a place" },
        { "priorities: { purposes: { a: urgent } }", "priorities.purposes.a", "\"urgent\"", "interactive, batch, background" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_mistake_names_key_value_and_what_is_allowed(string yaml, string key, string problem, string allowed)
    {
        using var file = new ConfigurationFile(yaml);

        var found = Assert.Single(file.Compile().Problems);
        Assert.Equal(key, found.Key);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, found.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.00 USD", 5_000_000_000)]
    [InlineData("0.1 USD", 100_000_000)]
    [InlineData("0.000000001 USD", 1)]
    [InlineData("1000000000 USD", 1_000_000_000_000_000_000)]
    [InlineData("123456789.987654321 USD", 123_456_789_987_654_321)]
    [InlineData("0 USD", 0)]
    public void Money_is_exact_to_the_nano_dollar(string text, long nanoUsd) => Assert.Equal(nanoUsd, MoneyText.Parse(text));

    [Theory]
    [InlineData(5_000_000_000, "5.00")]
    [InlineData(100_000_000, "0.10")]
    [InlineData(1, "0.000000001")]
    [InlineData(-1_500_000_000, "-1.50")]
    [InlineData(12_345_678, "0.012345678")]
    public void Money_is_shown_without_needless_zeros(long nanoUsd, string text) => Assert.Equal(text, MoneyText.Format(nanoUsd));

    [Fact]
    public void Without_a_file_no_key_is_limited()
    {
        var policy = Compile("");

        Assert.Equal("service", policy.TierOf(Key()).Name);
        Assert.DoesNotContain(policy.Rules, r => r.Match.FitsCaller(Key(), "service", null));
        Assert.Null(policy.TierOf(Key()).MaxInputTokens);
    }

    [Fact]
    public void The_tier_free_has_five_requests_a_second_ten_an_hour_and_eight_thousand_input_tokens()
    {
        var policy = Compile("");
        var rules = policy.Rules.Where(r => r.Match.FitsCaller(Key("free"), "free", null)).Select(r => (r.Rule.Id, r.Rule.Scope, r.Rule.Window, r.Rule.Most, r.Rule.Burst)).ToArray();

        Assert.Equal([("tier.free.second", LimitScope.User, LimitWindow.Second, 5L, 5L), ("tier.free.hour", LimitScope.User, LimitWindow.Hour, 10L, 0L)], rules);
        Assert.Equal(8_000, policy.TierOf(Key("free")).MaxInputTokens);
    }

    [Fact]
    public void A_key_of_a_tier_that_is_gone_has_the_limits_of_free() => Assert.Equal("free", Compile("").TierOf(Key("gold")).Name);

    [Fact]
    public void A_tier_that_is_changed_keeps_what_the_file_leaves_out()
    {
        var policy = Compile("tiers: { free: { requests_per_hour: 50 }, gold: { requests_per_second: 20, priority: batch } }");

        Assert.Equal(50, policy.Rules.Single(r => r.Rule.Id == "tier.free.hour").Rule.Most);
        Assert.Equal(5, policy.Rules.Single(r => r.Rule.Id == "tier.free.second").Rule.Most);
        Assert.Equal((20L, 0L), (policy.Rules.Single(r => r.Rule.Id == "tier.gold.second").Rule.Most, policy.Rules.Single(r => r.Rule.Id == "tier.gold.second").Rule.Burst));
        Assert.Equal(Priority.Batch, policy.TierOf(Key("gold")).Priority);
    }

    [Fact]
    public void Every_kind_of_rule_becomes_a_counter_of_its_unit_and_window()
    {
        var policy = Compile("""
            limits:
              rules:
                a: { per: address, requests: 100, every: minute, burst: 20 }
                b: { per: model, tokens: 3000000000, every: day, time_zone: Europe/Berlin, policy: bounded, overshoot_tokens: 64000 }
                c: { per: key, concurrent: 8 }
                d: { per: global, bytes: 1000000, every: hour }
            budgets:
              e: { per: team, money: "5.00 USD", every: month, policy: bounded, overshoot: "0.000000001 USD", match: { teams: [ "research-*" ] } }
              f: { per: key, tokens: 9, every: total, alerts: [ 90 ] }
              g: { per: key, money: "0.25 USD", every: request }
            """);

        Assert.Equal(
            [
                ("a", LimitScope.Address, LimitUnit.Requests, LimitWindow.Minute, 100L, 20L, 0L),
                ("b", LimitScope.Model, LimitUnit.Tokens, LimitWindow.Day, 3_000_000_000L, 0L, 64_000L),
                ("c", LimitScope.Key, LimitUnit.Requests, LimitWindow.Open, 8L, 0L, 0L),
                ("d", LimitScope.Global, LimitUnit.Bytes, LimitWindow.Hour, 1_000_000L, 0L, 0L),
                ("e", LimitScope.Team, LimitUnit.NanoUsd, LimitWindow.Month, 5_000_000_000L, 0L, 1L),
                ("f", LimitScope.Key, LimitUnit.Tokens, LimitWindow.Total, 9L, 0L, 0L),
            ],
            policy.Rules.Where(r => !r.Rule.Id.StartsWith("tier.", StringComparison.Ordinal)).Select(r => (r.Rule.Id, r.Rule.Scope, r.Rule.Unit, r.Rule.Window, r.Rule.Most, r.Rule.Burst, r.Rule.Overshoot)));
        Assert.Equal("Europe/Berlin", policy.Rules.Single(r => r.Rule.Id == "b").Rule.Zone.Id);
        Assert.Equal([50, 80, 100], policy.Rules.Single(r => r.Rule.Id == "e").Rule.AlertPercents);
        Assert.Equal([90], policy.Rules.Single(r => r.Rule.Id == "f").Rule.AlertPercents);
        Assert.Equal(("g", LimitUnit.NanoUsd, 250_000_000L), (policy.Caps.Single().Id, policy.Caps.Single().Unit, policy.Caps.Single().Most));
        Assert.True(policy.Rules.Single(r => r.Rule.Id == "e").Match.FitsCaller(Key(team: "research-4"), "service", null));
        Assert.False(policy.Rules.Single(r => r.Rule.Id == "e").Match.FitsCaller(Key(team: "sales"), "service", null));
        Assert.False(policy.Rules.Single(r => r.Rule.Id == "e").Match.FitsCaller(Key(), "service", null));
    }

    private static SpendPolicy Compile(string yaml)
    {
        using var file = new ConfigurationFile(yaml);
        var (compiled, problems) = file.Compile();
        Assert.Empty(problems);
        return compiled!.Snapshot.Spend;
    }

    private static VirtualKeyRecord Key(string? tier = null, string? team = null) =>
        new("0123456789", KeyEnvironment.Development, "k", null, new KeyOwner("o", team, null, null), KeyScopes.Default, KeyState.Active, default, null, [], 1) { Tier = tier };
}
