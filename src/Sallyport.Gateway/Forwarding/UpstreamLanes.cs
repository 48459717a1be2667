using System.Collections.Concurrent;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The places at each upstream that has only so many, and who waits for one.</summary>
internal sealed class UpstreamLanes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, UpstreamLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Waits for a place.</summary>
    /// <returns>A place to dispose when the upstream is done; or 503 <c>upstream_busy</c>.</returns>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public ValueTask<Outcome<UpstreamPlace>> EnterAsync(UpstreamDefinition upstream, Priority priority, PriorityPolicy policy, CancellationToken clientGone) =>
        _lanes.GetOrAdd(upstream.Id, static (_, clock) => new UpstreamLane(clock), time).EnterAsync(upstream.MaxConcurrent!.Value, upstream.Reserved, priority, policy, clientGone);
}
