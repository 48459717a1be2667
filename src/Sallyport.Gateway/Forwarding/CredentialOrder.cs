using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Which of an upstream's keys to use. A caller keeps to one, so that the provider's prompt cache and its stored responses stay where they are.</summary>
internal static class CredentialOrder
{
    /// <param name="callerId">Stable id of the caller's key.</param>
    /// <param name="tried">Bit for each that this request was sent with already.</param>
    /// <returns>Index of a credential; null if there is none that is worth trying after the first.</returns>
    public static int? Choose(RouteTarget target, TargetHealth health, string callerId, uint tried)
    {
        var count = Math.Max(1, target.Upstream.Credentials.Count);
        if (count == 1) return tried == 0 ? 0 : null;
        var caller = StableHash.Of(callerId);
        int? best = null, first = null;
        ulong bestRank = 0, firstRank = 0;
        for (var i = 0; i < count; i++)
        {
            var rank = StableHash.Mix(caller ^ ((ulong)(i + 1) * 0x9E3779B97F4A7C15UL));
            if (first is null || rank > firstRank) (first, firstRank) = (i, rank);
            if ((tried & (1u << i)) != 0 || health.IsAside(i) || (best is not null && rank <= bestRank)) continue;
            (best, bestRank) = (i, rank);
        }

        return best ?? (tried == 0 ? first : null); // all aside: the caller's own, rather than none
    }
}
