using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Gateway.Routing;

/// <summary>Puts eligible targets in order: by the model's policy first, then those out of their rate behind the others. Takes those away that fail, and adds none.</summary>
internal sealed class TargetOrder(HealthBoard board)
{
    /// <summary>How long a measured time to the first byte counts. After that the target is asked again to see.</summary>
    internal static readonly TimeSpan LatencyFresh = TimeSpan.FromMinutes(1);

    /// <param name="targets">Eligible ones, as the file lists them. Sorted in place.</param>
    /// <param name="stick">A number that the conversation's requests share; asked only if it matters.</param>
    public void Sort(List<RouteTarget> targets, TargetPolicy policy, Func<ulong> stick, PriceTable prices, DateOnly day)
    {
        if (targets.Count < 2) return;
        switch (policy)
        {
            case TargetPolicy.Weighted:
                var number = stick();
                SortBy(targets, t => WeightedRank(t, number));
                break;
            case TargetPolicy.LeastLatency:
                SortBy(targets, t => board.Of(t.Upstream).For(t.Model).LatencyRank(LatencyFresh));
                break;
            case TargetPolicy.Cheapest:
                SortBy(targets, t => PriceOf(t, prices, day));
                break;
        }
    }

    /// <summary>Takes away what fails, and puts what is out of its rate behind what is not.</summary>
    /// <param name="targets">In order of preference.</param>
    /// <returns>Upstreams that were taken away.</returns>
    public IReadOnlyList<RouteTarget> Reduce(List<RouteTarget> targets)
    {
        List<RouteTarget>? failing = null, behind = null;
        foreach (var target in targets)
        {
            if (!board.IsPassable(target)) (failing ??= []).Add(target);
            else if (board.IsOut(target)) (behind ??= []).Add(target);
        }

        if (failing is null && (behind is null || targets.Count == 1)) return [];
        targets.RemoveAll(t => failing?.Contains(t) == true || behind?.Contains(t) == true);
        if (behind is not null) targets.AddRange(behind);
        return failing ?? (IReadOnlyList<RouteTarget>)[];
    }

    /// <summary>Time until one of these may be tried again.</summary>
    public TimeSpan WaitFor(IReadOnlyList<RouteTarget> targets) => targets.Min(board.WaitFor);

    /// <summary>
    /// Weighted rendezvous: each target draws a number from the conversation and its own name, and the lowest comes first. Shares follow the
    /// weights, a conversation always draws alike, and where a target goes or comes only its own conversations move.
    /// </summary>
    private static double WeightedRank(RouteTarget target, ulong stick)
    {
        if (target.Weight == 0) return double.MaxValue;
        var drawn = StableHash.Mix(stick ^ StableHash.Of(target.Upstream.Id) ^ (StableHash.Of(target.Model ?? "") * 31));
        return -Math.Log(((drawn >> 11) + 0.5) / (1UL << 53)) / target.Weight;
    }

    // An answer costs more by the token than a question and is shorter: three to one is what mixed traffic has.
    private static double PriceOf(RouteTarget target, PriceTable prices, DateOnly day) =>
        target.Model is { } model && prices.Find(ProviderNames.NameOf(target.Upstream.Provider), model, day) is { Standard: var rates } ? (3.0 * rates.Input) + rates.Output : double.MaxValue;

    private static void SortBy(List<RouteTarget> targets, Func<RouteTarget, double> rank)
    {
        var sorted = targets.OrderBy(rank).ToArray(); // stable: what is equal stays as listed
        for (var i = 0; i < sorted.Length; i++) targets[i] = sorted[i];
    }
}
