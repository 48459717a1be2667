using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission;

/// <summary>Records what was used while nothing could be recorded, as soon as something can; and lets old windows go.</summary>
public sealed partial class LimitUpkeep(LimitCounters counters, ILimitStore store, IAuditStore audit, TimeProvider time, ILogger<LimitUpkeep> logger) : BackgroundService
{
    /// <summary>How long a window is kept after it began: the longest month, and as long again for who looks back.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(62);

    /// <summary>Most counters of one entry: a leaf has to fit into a page of the database.</summary>
    private const int MostCharges = 24;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1), PruneEvery = TimeSpan.FromHours(1);

    private AuditEntry? _waiting;

    /// <summary>Records all that went unrecorded. After a lost answer the log is asked first, so that nothing is charged twice.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be recorded yet; nothing is forgotten.</exception>
    public async ValueTask RecordAsync(CancellationToken cancellation)
    {
        if (_waiting is { } sent && (await audit.ListAsync(new AuditQuery(ExchangeId: sent.ExchangeId, Limit: 1), cancellation)).Count > 0) End(sent);
        while ((_waiting ?? Next()) is { } entry)
        {
            _waiting = entry;
            await audit.AppendAsync(entry, cancellation);
            End(entry);
        }
    }

    private AuditEntry? Next() => counters.Unrecorded() is { Count: > 0 } charges ? AuditEntry.OfAction(time.GetUtcNow(), "limit.unrecorded") with { Charges = [.. charges.Take(MostCharges)] } : null;

    private void End(AuditEntry entry)
    {
        Log.Recorded(logger, entry.Charges.Count);
        counters.Recorded(entry.Charges);
        _waiting = null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, time);
        var prunedAt = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RecordAsync(stoppingToken);
                    if (time.GetElapsedTime(prunedAt) < PruneEvery) continue;
                    prunedAt = time.GetTimestamp();
                    await store.PruneAsync(time.GetUtcNow() - Kept, stoppingToken);
                }
                catch (StoreUnavailableException)
                {
                    // who watches the record says so
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "What was used of {Count} limits while nothing could be recorded is recorded now")]
        public static partial void Recorded(ILogger logger, int count);
    }
}
