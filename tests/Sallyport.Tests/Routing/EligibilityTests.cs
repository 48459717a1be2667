using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Routing;

/// <summary>Every combination of what a request is, what an upstream may get and how upstreams fare: nothing ineligible is ever in a plan.</summary>
public sealed class EligibilityTests
{
    private static readonly Sensitivity[] Sensitivities = Enum.GetValues<Sensitivity>();
    private static readonly bool[] Either = [false, true];
    private static readonly (string Name, string? Keeper)[] Keepers = [("free", null), ("kept here", "u"), ("kept elsewhere", "other")];
    private static readonly (string Name, string[] Upstreams)[] Scopes = [("all", []), ("this", ["u"]), ("another", ["other"])];

    [Fact]
    public void The_decision_table_holds_in_every_row()
    {
        var rows = 0;
        foreach (var sensitivity in Sensitivities)
        foreach (var most in Sensitivities)
        foreach (var needsStore in Either)
        foreach (var allowsStore in Either)
        foreach (var spoken in (DialectId[])[DialectId.OpenAIChat, DialectId.AnthropicMessages])
        foreach (var (keptName, keeper) in Keepers)
        foreach (var (scopeName, scope) in Scopes)
        {
            rows++;
            var target = new RouteTarget(RoutingSamples.Upstream("u", most, allowsStore), "m", spoken);
            var holds = Eligibility.Holds(target, DialectId.OpenAIChat, RoutingSamples.Caller(scope), sensitivity, needsStore ? Capabilities.Store : Capabilities.None, keeper);
            var expected = sensitivity <= most && keptName != "kept elsewhere" && scopeName != "another" && (!needsStore || (allowsStore && spoken == DialectId.OpenAIChat));
            Assert.True(expected == holds, $"{sensitivity} to {most}, store {needsStore}/{allowsStore}, {spoken}, {keptName}, scope {scopeName}: {holds}");
        }

        Assert.Equal(4 * 4 * 2 * 2 * 2 * 3 * 3, rows);
    }

    [Fact]
    public void However_upstreams_fare_ordering_only_takes_targets_away()
    {
        var eligible = (RouteTarget[])[RoutingSamples.Target("a", weight: 5), RoutingSamples.Target("b", weight: 0), RoutingSamples.Target("c")];
        var rows = 0;
        foreach (var policy in Enum.GetValues<TargetPolicy>())
        for (var failing = 0; failing < 8; failing++)
        for (var outOfRate = 0; outOfRate < 8; outOfRate++)
        for (var stick = 0UL; stick < 16; stick++)
        {
            rows++;
            var board = new HealthBoard(new ManualClock());
            for (var i = 0; i < eligible.Length; i++)
            {
                var health = board.Of(eligible[i].Upstream).For("m");
                for (var n = 0; n < 5 && (failing & (1 << i)) != 0; n++) health.Breaker.Failed(BreakerPolicy.Default, isTrial: false);
                if ((outOfRate & (1 << i)) != 0) health.SetAside(0, TimeSpan.FromMinutes(1));
            }

            var (order, plan, number) = (new TargetOrder(board), eligible.ToList(), stick);
            order.Sort(plan, policy, () => number * 0x9E3779B97F4A7C15UL, PriceTable.Empty, new DateOnly(2026, 3, 1));
            Assert.Equal(eligible.OrderBy(t => t.Upstream.Id), plan.OrderBy(t => t.Upstream.Id));
            var left = order.Reduce(plan);

            Assert.Equal(eligible.OrderBy(t => t.Upstream.Id), plan.Concat(left).OrderBy(t => t.Upstream.Id)); // each is in one of the two, and nothing else is
            Assert.Equal(eligible.Where((_, i) => (failing & (1 << i)) != 0), left.OrderBy(t => t.Upstream.Id));
            var firstOut = plan.FindIndex(board.IsOut);
            Assert.True(firstOut < 0 || plan.Skip(firstOut).All(board.IsOut), "What is out of its rate comes last.");
        }

        Assert.Equal(4 * 8 * 8 * 16, rows);
    }
}
