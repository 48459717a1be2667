using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Follows the log and folds it into the read models: twice a second, and on demand before somebody reads them.</summary>
/// <remarks>
/// Cursor and rows move in one transaction, so a crash folds nothing twice and leaves nothing out. Any number of processes may do this at once:
/// a store takes a batch only from where its cursor stands.
/// </remarks>
public sealed partial class UsageProjector(ILedgerStore ledger, IReadModelStore store, ReadModelRetention retention, TimeProvider time, ILogger<UsageProjector> logger) : BackgroundService
{
    /// <summary>Most leaves read and folded at a time. Fewer after a store gave no answer: one that is too busy for a large transaction may have time for small ones.</summary>
    public const int Batch = 4_096;

    private const int SmallestBatch = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500), PruneEvery = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private LeafFolder _folder = new(ledger);
    private long _next = -1; // what the folder expects
    private int _batch = Batch;

    /// <summary>Folds what is durable now.</summary>
    /// <param name="most">Longest time to spend; the rest follows later.</param>
    /// <returns>How far the read models reach.</returns>
    /// <exception cref="StoreUnavailableException">A store gave no answer.</exception>
    /// <exception cref="JsonException">A leaf cannot be read: verify the log.</exception>
    public async ValueTask<Coverage> CatchUpAsync(TimeSpan most, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        await _turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                var cursor = await store.CursorAsync(cancellation);
                if (cursor != _next) _folder = new LeafFolder(ledger); // somebody else folded, or began anew
                var fresh = ledger.TakeFresh(cursor, _batch);
                var leaves = fresh.Count > 0 ? [] : await ledger.ReadAsync(cursor, _batch, cancellation);
                if (fresh.Count + leaves.Count == 0) return new Coverage(cursor, cursor);
                var batch = fresh.Count > 0 ? await _folder.FoldFreshAsync(cursor, fresh, cancellation) : await _folder.FoldAsync(leaves, cancellation);
                var isFolded = await store.FoldAsync(batch, cancellation);
                _next = isFolded ? batch.To : -1;
                if (!isFolded) continue;
                var isLast = leaves.Count > 0 && leaves.Count < _batch; // behind what is fresh there may be more
                _batch = Math.Min(Batch, _batch * 2);
                if (isLast) return new Coverage(_next, _next);
                if (time.GetElapsedTime(since) >= most) return new Coverage(_next, await ledger.SizeAsync(cancellation));
            }
        }
        catch (StoreUnavailableException)
        {
            (_next, _batch) = (-1, Math.Max(SmallestBatch, _batch / 2));
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes everything again from the log.</summary>
    /// <param name="told">Is told how far it is, now and then.</param>
    /// <remarks>What retention has taken from the log is lost to the read models too, and counted as missing.</remarks>
    public async ValueTask<Coverage> RebuildAsync(Action<Coverage>? told, CancellationToken cancellation)
    {
        await store.ClearAsync(cancellation);
        while (true)
        {
            var reached = await CatchUpAsync(TimeSpan.FromSeconds(1), cancellation);
            told?.Invoke(reached);
            if (reached.Folded == reached.Size) return reached;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the server does not wait for a long log
        var (pruned, failing) = (time.GetTimestamp() - (time.TimestampFrequency * (long)PruneEvery.TotalSeconds), false);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await CatchUpAsync(TimeSpan.MaxValue, stoppingToken);
                    if (time.GetElapsedTime(pruned) >= PruneEvery)
                    {
                        await store.PruneAsync(retention, time.GetUtcNow(), stoppingToken);
                        pruned = time.GetTimestamp();
                    }

                    failing = false;
                }
                catch (Exception e) when (e is StoreUnavailableException or JsonException)
                {
                    if (!failing) Log.Failed(logger, e.Message);
                    failing = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(9020, LogLevel.Error, "The read models of the record do not follow it any more: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

/// <summary>How far read models reach.</summary>
/// <param name="Folded">Leaves that they hold.</param>
/// <param name="Size">Leaves of the log.</param>
public sealed record Coverage(long Folded, long Size);
