using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Gateway.Audit.Capture;

/// <summary>Takes kept texts away when their time is over, whether anything is still captured or not. What a hold covers stays until it is lifted.</summary>
public sealed partial class ContentPruner(IContentStore store, IHoldStore holds, TimeProvider time, ILogger<ContentPruner> logger) : BackgroundService
{
    /// <summary>How late texts may go.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // databases block
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                try
                {
                    var gone = await store.PruneAsync(time.GetUtcNow(), await holds.ListAsync(stoppingToken), stoppingToken);
                    if (gone > 0) Log.Pruned(logger, gone);
                }
                catch (StoreUnavailableException e)
                {
                    Log.NotPruned(logger, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9133, LogLevel.Information, "{Count} kept texts have come to the end of their time and are gone")]
        public static partial void Pruned(ILogger logger, int count);

        [LoggerMessage(9134, LogLevel.Error, "Kept texts whose time is over cannot be taken away now: {Reason}")]
        public static partial void NotPruned(ILogger logger, string reason);
    }
}
