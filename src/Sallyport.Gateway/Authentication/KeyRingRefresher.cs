using Microsoft.Extensions.Hosting;

namespace Sallyport.Gateway.Authentication;

/// <summary>Loads the keys before the server starts, then follows the store every <see cref="KeyRing.PollInterval"/>.</summary>
public sealed class KeyRingRefresher(KeyRing ring, TimeProvider time) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(KeyRing.PollInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await ring.RefreshAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }
}
