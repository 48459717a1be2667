using Microsoft.Extensions.Hosting;
using Sallyport.Gateway.Admission.Stops;

namespace Sallyport.Gateway.Authentication;

/// <summary>Loads keys and switches before the server starts, then follows the store every <see cref="KeyRing.PollInterval"/> and whenever a change is signalled.</summary>
public sealed class KeyRingRefresher(KeyRing ring, StopBoard stops, KeyChangeSignal changes, TimeProvider time) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.RefreshAsync(cancellationToken);
        await stops.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(KeyRing.PollInterval, time);
        try
        {
            var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            var change = changes.WaitAsync(stoppingToken);
            while (true)
            {
                var first = await Task.WhenAny(tick, change);
                await first; // throws when the server stops
                if (first == tick) tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                else change = changes.WaitAsync(stoppingToken);
                await stops.RefreshAsync(stoppingToken);
                await ring.RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }
}
