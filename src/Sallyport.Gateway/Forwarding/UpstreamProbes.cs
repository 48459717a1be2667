using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Asks upstreams with <c>probe</c> now and then whether they live. A sign of life closes a breaker that traffic has opened; silence counts like a request that could not be sent.</summary>
/// <remarks>Probes carry no content and no caller. They are not recorded: nothing of anybody leaves.</remarks>
internal sealed partial class UpstreamProbes(UpstreamTransport transport, SnapshotSource snapshots, HealthBoard board, TimeProvider time, ILogger<UpstreamProbes> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (Task Running, long At)> _asked = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) AskThoseDue(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }

        await Task.WhenAll(_asked.Values.Select(a => a.Running));
    }

    private void AskThoseDue(CancellationToken stopping)
    {
        foreach (var upstream in snapshots.Current.Upstreams.Values)
        {
            if (upstream.Probe is not { } probe) continue;
            if (_asked.TryGetValue(upstream.Id, out var last) && (!last.Running.IsCompleted || time.GetElapsedTime(last.At) < probe.Interval)) continue;
            _asked[upstream.Id] = (AskAsync(upstream, probe, stopping), time.GetTimestamp());
        }
    }

    /// <summary>Asks one upstream once.</summary>
    internal async Task AskAsync(UpstreamDefinition upstream, ProbePolicy probe, CancellationToken stopping)
    {
        var health = board.Of(upstream);
        var request = new OutboundRequest(upstream, HttpMethod.Get, probe.Path, default, [], Dialects.TextDialectOf(upstream.Provider, null), IsRepeatable: false) { TimeLeft = Longest };
        try
        {
            var outcome = await transport.SendAsync(request, stopping);
            if (outcome.TryGet(out var reply, out var fault))
            {
                await reply.DisposeAsync();
                if (reply.Status < 500 && reply.Status != 429)
                {
                    health.Reach.Revive(); // a model that fails is for its own traffic to try again
                    return;
                }

                Log.Unwell(logger, upstream.Id, reply.Status);
                return; // it can be reached; what its models do, traffic tells
            }

            Log.Unreached(logger, upstream.Id, fault.Code);
            if (health.Reach.State is BreakerState.Closed) health.Reach.Failed(upstream.Breaker, isTrial: false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7003, LogLevel.Warning, "Upstream {Upstream} answered its probe with {Status}")]
        public static partial void Unwell(ILogger logger, string upstream, int status);

        [LoggerMessage(7004, LogLevel.Warning, "Upstream {Upstream} did not answer its probe ({Code})")]
        public static partial void Unreached(ILogger logger, string upstream, string code);
    }
}
