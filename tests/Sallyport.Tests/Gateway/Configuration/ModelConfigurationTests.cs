using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class ModelConfigurationTests
{
    private const string Upstreams = "upstreams: { a: { provider: simulator }, b: { provider: simulator } }\n";

    /// <summary>YAML below the upstreams; key, part of the problem, part of what is allowed.</summary>
    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "models: { \"a*b\": { targets: [ { upstream: a, model: m } ] } }", "models.a*b", "not valid", "* only as the last" },
        { "models: { \"a**\": { targets: [ { upstream: a, model: m } ] } }", "models.a**", "not valid", "* only as the last" },
        { "models: { m: { targets: [ { upstream: a, model: \"*\" } ] } }", "models.m.targets[0].model", "\"*\"", "ends in *" },
        { "models: { \"x/*\": { targets: [ { upstream: a, model: \"*-*\" } ] } }", "models.x/*.targets[0].model", "\"*-*\"", "one *" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], aliases: [ n ] }, n: { targets: [ { upstream: a, model: m } ] } }", "models.m.aliases[0]", "\"n\"", "models.n" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], aliases: [ x ] }, n: { targets: [ { upstream: a, model: m } ], aliases: [ x ] } }", "models.n.aliases[0]", "\"x\"", "models.m.aliases[0]" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], aliases: [ \"x*\" ] } }", "models.m.aliases[0]", "\"x*\"", "without spaces" },
        { "models: { \"x/*\": { targets: [ { upstream: a, model: m } ], aliases: [ y ] } }", "models.x/*.aliases[0]", "\"y\"", "has no aliases" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], environments: { staging: m } } }", "models.m.environments.staging", "\"m\"", "there is none" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], environments: { staging: x } }, n: { targets: [ { upstream: a, model: m } ] } }", "models.m.environments.staging", "\"x\"", "n" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], environments: { stage: n } } }", "models.m.environments.stage", "unknown key", "development, staging, production" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], deprecated: { since: soon } } }", "models.m.deprecated.since", "\"soon\"", "2026-03-01" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], deprecated: { until: \"2026-03-01\" } } }", "models.m.deprecated.since", "missing", "2026-03-01" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], deprecated: { since: \"2026-03-02\", until: \"2026-03-01\" } } }", "models.m.deprecated.until", "\"2026-03-01\"", "not before since" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], deprecated: { since: \"2026-03-02\", replaced_by: x } } }", "models.m.deprecated.replaced_by", "\"x\"", "there is none" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], hedge_after: 1s } }", "models.m.hedge_after", "no second target", "two targets" },
        { "models: { m: { targets: [ { upstream: a, model: m, weight: 0 } ], policy: weighted } }", "models.m.targets", "every weight is 0", "above 0" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], policy: random } }", "models.m.policy", "\"random\"", "ordered, weighted, least-latency, cheapest" },
        { "models: { m: { targets: [ { upstream: a, model: m } ], capabilities: { context_window: 0 } } }", "models.m.capabilities.context_window", "\"0\"", "1 to 100000000" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_mistake_names_its_key_and_what_is_allowed(string yaml, string key, string problem, string allowed)
    {
        using var file = new ConfigurationFile(Upstreams + yaml);
        var found = Assert.Single(file.Compile().Problems);
        Assert.Equal(key, found.Key);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, found.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ provider: openai, credential: \"${env:ONE}\", credentials: [ \"${env:TWO}\" ] }", "upstreams.a.credentials", "credential is given too")]
    [InlineData("{ provider: openai, credentials: [ sk-verysecret123 ] }", "upstreams.a.credentials[0]", "literal secret")]
    [InlineData("{ provider: openai, credentials: [ \"${env:NOT_SET}\" ] }", "upstreams.a.credentials[0]", "NOT_SET is not set")]
    [InlineData("{ provider: simulator, breaker: { open_for: 2m } }", "upstreams.a.breaker.max_open_for", "\"60s\" is not valid")]
    [InlineData("{ provider: simulator, probe: { path: /models } }", "upstreams.a.probe", "no server")]
    [InlineData("{ provider: openai, credential: \"${env:ONE}\", probe: { path: models } }", "upstreams.a.probe.path", "\"models\"")]
    [InlineData("{ provider: openai, credential: \"${env:ONE}\", probe: { path: /../keys } }", "upstreams.a.probe.path", "\"/../keys\"")]
    [InlineData("{ provider: openai, credential: \"${env:ONE}\", probe: { } }", "upstreams.a.probe.path", "missing")]
    public void A_mistake_in_an_upstream_names_its_key(string upstream, string key, string problem)
    {
        using var file = new ConfigurationFile("upstreams: { a: " + upstream + " }");
        (file.Variables["ONE"], file.Variables["TWO"]) = ("first-key-of-two", "second-key-of-two");
        var found = Assert.Single(file.Compile().Problems);
        Assert.Equal(key, found.Key);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_found_by_itself_by_its_alias_and_by_the_longest_wildcard()
    {
        var names = Compile("""
            models:
              m: { targets: [ { upstream: a, model: one } ], aliases: [ n ] }
              "x/*": { targets: [ { upstream: a, model: "*" } ] }
              "x/y*": { targets: [ { upstream: b, model: "y-*-z" } ] }
              "x/yes": { targets: [ { upstream: a, model: two } ] }
            """).Names;
        Assert.Equal(
            ["m=m one", "n=m one", "x/1=x/* 1", "x/y1=x/y* y-1-z", "x/yes=x/yes two", "x/=none", "x/y=x/* y", "o=none", "X/1=none"],
            new[] { "m", "n", "x/1", "x/y1", "x/yes", "x/", "x/y", "o", "X/1" }.Select(asked => $"{asked}=" + (names.Find(asked) is { } found ? $"{found.Model.Name} {found.At(found.Model.Targets[0])}" : "none")));
        Assert.Equal(["m", "m", "x/1", null], new[] { "m", "n", "x/1", null }.Select(names.NameOf));
    }

    [Fact]
    public void Everything_that_is_said_of_a_model_is_taken_over()
    {
        var model = Compile("""
            models:
              m:
                policy: least-latency
                hedge_after: 500ms
                targets: [ { upstream: a, model: one, weight: 3 }, { upstream: b, model: two } ]
                environments: { development: n, production: n }
                deprecated: { since: "2026-01-02", replaced_by: n, until: "2026-03-04" }
                capabilities: { vision: false, tools: true, json_schema: false, context_window: 1000, max_output: 100 }
              n: { targets: [ { upstream: a, model: one } ] }
            """).Models["m"];
        Assert.Equal((TargetPolicy.LeastLatency, TimeSpan.FromMilliseconds(500)), (model.Policy, model.HedgeAfter));
        Assert.Equal([3, 1], model.Targets.Select(t => t.Weight));
        Assert.Equal([KeyEnvironment.Development, KeyEnvironment.Production], model.Environments.Keys.Order());
        Assert.Equal(new ModelDeprecation(new DateOnly(2026, 1, 2), "n", new DateOnly(2026, 3, 4)), model.Deprecation);
        Assert.Equal(new ModelCapabilities(false, true, false, 1000, 100), model.Capabilities);
    }

    [Fact]
    public void The_last_day_of_a_model_is_still_served()
    {
        var end = new ModelDeprecation(new DateOnly(2026, 1, 2), null, new DateOnly(2026, 3, 4));
        Assert.Equal((false, true, false), (end.IsRetiredOn(new DateOnly(2026, 3, 4)), end.IsRetiredOn(new DateOnly(2026, 3, 5)), (end with { Until = null }).IsRetiredOn(DateOnly.MaxValue)));
    }

    private static GatewaySnapshot Compile(string models)
    {
        using var file = new ConfigurationFile(Upstreams + models);
        var (compiled, problems) = file.Compile();
        Assert.Empty(problems);
        return compiled!.Snapshot;
    }
}
