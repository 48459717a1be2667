using System.Collections.Concurrent;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Routing.Health;

/// <summary>What this node has learned of upstreams from its own traffic. In memory: another node learns for itself, and so does this one after a restart.</summary>
internal sealed class HealthBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, UpstreamHealth> _upstreams = new(StringComparer.Ordinal);

    public UpstreamHealth Of(UpstreamDefinition upstream)
    {
        while (true)
        {
            var known = _upstreams.GetOrAdd(upstream.Id, static (_, made) => new UpstreamHealth(made.Upstream.BaseAddress, made.Clock), (Upstream: upstream, Clock: time));
            if (known.Address == upstream.BaseAddress) return known;
            _upstreams.TryUpdate(upstream.Id, new UpstreamHealth(upstream.BaseAddress, time), known);
        }
    }

    /// <summary>True unless the upstream cannot be reached or the model fails there, and it is not yet time to try again.</summary>
    public bool IsPassable(RouteTarget target)
    {
        var upstream = Of(target.Upstream);
        return upstream.Reach.IsPassable && upstream.For(target.Model).Breaker.IsPassable;
    }

    /// <summary>True if every credential is out of its rate or refused, as far as is known.</summary>
    public bool IsOut(RouteTarget target) => Of(target.Upstream).For(target.Model).AreAllAside(Math.Max(1, target.Upstream.Credentials.Count));

    /// <summary>Time until a target may be tried again.</summary>
    public TimeSpan WaitFor(RouteTarget target)
    {
        var upstream = Of(target.Upstream);
        var (reach, model) = (upstream.Reach.Wait, upstream.For(target.Model).Breaker.Wait);
        return reach > model ? reach : model;
    }

    /// <summary>All that is known of, by upstream.</summary>
    /// <remarks>Copied first: sorting asks how many there are and copies afterwards, and one that is added in between makes it throw.</remarks>
    public IReadOnlyList<KeyValuePair<string, UpstreamHealth>> All => [.. _upstreams.ToArray().OrderBy(u => u.Key, StringComparer.Ordinal)];

    /// <summary>Forgets upstreams that a reload has taken away.</summary>
    public void KeepOnly(IEnumerable<UpstreamDefinition> upstreams)
    {
        var kept = upstreams.Select(u => u.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _upstreams.Keys.Where(id => !kept.Contains(id))) _upstreams.TryRemove(id, out _);
    }
}
