using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Routing;

public sealed class TargetOrderTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    private readonly ManualClock _clock = new();
    private readonly HealthBoard _board;

    public TargetOrderTests() => _board = new HealthBoard(_clock);

    [Fact]
    public void Ordered_targets_stay_as_listed() => Assert.Equal("c,a,b", Order(TargetPolicy.Ordered, 7, Targets("c", "a", "b")));

    [Fact]
    public void Weights_are_shares_of_the_conversations()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0UL; i < 10_000; i++)
        {
            var first = Order(TargetPolicy.Weighted, StableHash.Mix(i), [RoutingSamples.Target("a", weight: 7), RoutingSamples.Target("b", weight: 2), RoutingSamples.Target("c", weight: 1), RoutingSamples.Target("d", weight: 0)]).Split(',')[0];
            counts[first] = counts.GetValueOrDefault(first) + 1;
        }

        Assert.InRange(counts["a"], 6_800, 7_200); // four standard deviations
        Assert.InRange(counts["b"], 1_840, 2_160);
        Assert.InRange(counts["c"], 880, 1_120);
        Assert.False(counts.ContainsKey("d"));
    }

    [Fact]
    public void A_conversation_keeps_its_target_when_another_goes()
    {
        var moved = 0;
        for (var i = 0UL; i < 1_000; i++)
        {
            var before = Order(TargetPolicy.Weighted, StableHash.Mix(i), Targets("a", "b", "c")).Split(',');
            var after = Order(TargetPolicy.Weighted, StableHash.Mix(i), Targets("a", "b"));
            if (before[0] == "c") moved++;
            Assert.Equal(string.Join(',', before.Where(t => t != "c")), after);
        }

        Assert.InRange(moved, 270, 400);
    }

    [Fact]
    public void The_target_that_answers_soonest_comes_first()
    {
        Answered("a", 300);
        Answered("b", 100);
        Answered("c", 200);
        Assert.Equal("b,c,a", Order(TargetPolicy.LeastLatency, 0, Targets("a", "b", "c")));
    }

    [Fact]
    public void An_old_time_is_measured_again_by_one_request()
    {
        Answered("a", 300);
        _clock.Advance(TargetOrder.LatencyFresh);
        Answered("b", 100);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a,b", Order(TargetPolicy.LeastLatency, 0, Targets("a", "b")));
        Assert.Equal("b,a", Order(TargetPolicy.LeastLatency, 0, Targets("a", "b")));
    }

    [Fact]
    public void The_cheapest_comes_first_and_what_has_no_price_last() =>
        Assert.Equal("mini,large,unknown", string.Join(',', Sorted(TargetPolicy.Cheapest, 0, [RoutingSamples.Target("large", "gpt-4o"), RoutingSamples.Target("unknown", "no-such-model"), RoutingSamples.Target("mini", "gpt-4o-mini")]).Select(t => t.Upstream.Id)));

    [Fact]
    public void What_is_out_of_its_rate_is_tried_last_until_its_time_is_over()
    {
        _board.Of(RoutingSamples.Upstream("a")).For("m").SetAside(0, TimeSpan.FromSeconds(10));
        Assert.Equal("b,a", Reduced(Targets("a", "b")));
        Assert.Equal("a", Reduced(Targets("a")));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("a,b", Reduced(Targets("a", "b")));
    }

    [Fact]
    public void A_model_that_fails_leaves_the_others_at_its_upstream_alone()
    {
        for (var i = 0; i < 5; i++) _board.Of(RoutingSamples.Upstream("a")).For("m").Breaker.Failed(BreakerPolicy.Default, isTrial: false);
        Assert.Equal("b", Reduced(Targets("a", "b")));
        Assert.Equal("a,b", Reduced([RoutingSamples.Target("a", "other"), RoutingSamples.Target("b")]));
    }

    [Fact]
    public void An_upstream_that_cannot_be_reached_is_left_alone_with_all_its_models()
    {
        for (var i = 0; i < 5; i++) _board.Of(RoutingSamples.Upstream("a")).Reach.Failed(BreakerPolicy.Default, isTrial: false);
        Assert.Equal("b", Reduced([RoutingSamples.Target("a"), RoutingSamples.Target("a", "other"), RoutingSamples.Target("b")]));
    }

    [Fact]
    public void An_upstream_that_has_moved_is_judged_anew()
    {
        for (var i = 0; i < 5; i++) _board.Of(RoutingSamples.Upstream("a")).Reach.Failed(BreakerPolicy.Default, isTrial: false);
        var moved = RoutingSamples.Target("a") with { Upstream = RoutingSamples.Upstream("a") with { BaseAddress = new Uri("https://elsewhere.example/v1") } };
        Assert.True(_board.IsPassable(moved));
    }

    [Fact]
    public void Names_of_models_from_clients_do_not_fill_memory()
    {
        var health = _board.Of(RoutingSamples.Upstream("a"));
        for (var i = 0; i < 10_000; i++) health.For($"model-{i}");
        Assert.Equal(64, health.Models.Count);
    }

    [Fact]
    public void A_caller_keeps_to_one_credential_and_callers_are_spread_over_all()
    {
        var target = new RouteTarget(RoutingSamples.Upstream("a", credentials: 4), "m", DialectId.OpenAIChat);
        var health = _board.Of(target.Upstream).For("m");
        var chosen = Enumerable.Range(0, 400).Select(i => CredentialOrder.Choose(target, health, $"caller-{i}", 0)!.Value).ToList();
        Assert.Equal(chosen, Enumerable.Range(0, 400).Select(i => CredentialOrder.Choose(target, health, $"caller-{i}", 0)!.Value));
        Assert.All(chosen.CountBy(c => c), c => Assert.InRange(c.Value, 60, 140));
        Assert.Equal(4, chosen.Distinct().Count());
    }

    [Fact]
    public void A_credential_that_is_set_aside_is_used_only_if_there_is_no_other()
    {
        var target = new RouteTarget(RoutingSamples.Upstream("a", credentials: 2), "m", DialectId.OpenAIChat);
        var health = _board.Of(target.Upstream).For("m");
        var own = CredentialOrder.Choose(target, health, "caller", 0)!.Value;
        health.SetAside(own, TimeSpan.FromSeconds(10));
        Assert.Equal(1 - own, CredentialOrder.Choose(target, health, "caller", 0));
        Assert.False(_board.IsOut(target));
        health.SetAside(1 - own, TimeSpan.FromSeconds(10));
        Assert.True(_board.IsOut(target));
        Assert.Equal(own, CredentialOrder.Choose(target, health, "caller", 0));
        Assert.Null(CredentialOrder.Choose(target, health, "caller", 1u << own));
    }

    [Fact]
    public void Repeats_stay_within_their_share_of_the_requests()
    {
        var budget = new RetryBudget();
        var repeats = 0;
        for (var i = 0; i < 1_000; i++)
        {
            budget.RequestSent(20);
            for (var n = 0; n < 2; n++)
                if (budget.TryTake(20)) repeats++;
        }

        Assert.InRange(repeats, 200, RetryBudget.Most + 200);
        Assert.False(new RetryBudget().TryTake(0));
    }

    private static List<RouteTarget> Targets(params string[] ids) => [.. ids.Select(id => RoutingSamples.Target(id))];

    private void Answered(string id, int milliseconds) => _board.Of(RoutingSamples.Upstream(id)).For("m").Answered(TimeSpan.FromMilliseconds(milliseconds));

    private List<RouteTarget> Sorted(TargetPolicy policy, ulong stick, List<RouteTarget> targets)
    {
        new TargetOrder(_board).Sort(targets, policy, () => stick, ModelCatalog.Shipped.Prices, Day);
        return targets;
    }

    private string Order(TargetPolicy policy, ulong stick, List<RouteTarget> targets) => string.Join(',', Sorted(policy, stick, targets).Select(t => t.Upstream.Id));

    private string Reduced(List<RouteTarget> targets)
    {
        new TargetOrder(_board).Reduce(targets);
        return string.Join(',', targets.Select(t => t.Upstream.Id));
    }
}
