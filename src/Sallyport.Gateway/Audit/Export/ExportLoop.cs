using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>Runs one export: reads from its cursor on, hands over, moves the cursor. Nothing waits for it, and it waits for nobody else.</summary>
/// <remarks>At least once: the cursor is stored only after the receiver has the records, so a crash repeats some and loses none. Receivers tell repeated ones by origin and sequence number.</remarks>
internal sealed partial class ExportLoop(
    ExportDefinition definition,
    Func<IExporter> open,
    ILedgerStore ledger,
    IExportCursorStore cursors,
    string holder,
    ExportProgress progress,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>How often an export that has caught up looks for more.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>A gateway that died gives its exports up after this.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Storing the cursor costs a sync of the database that exchanges wait for too, so a busy export stores it this often and may repeat as much.</summary>
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500), LongestPause = TimeSpan.FromMinutes(1), LongestAsked = TimeSpan.FromMinutes(10);

    private long _saved; // cursor in the store, and what to begin with after a fault
    private long _savedAt;
    private int _faults;

    /// <summary>Goes on until cancelled. Never throws.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await PumpAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                await PauseAsync(ExportFaultException.From(e), stopping);
            }
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await cursors.ReleaseAsync(definition.Name, holder, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            // the lease ends by itself
        }
    }

    private async Task PumpAsync(CancellationToken stopping)
    {
        // 1. Wait until this export is ours.
        var hold = await cursors.HoldAsync(definition.Name, holder, time.GetUtcNow(), Lease, stopping);
        if (!hold.IsHeld)
        {
            progress.StandBy();
            await Task.Delay(Lease / 3, time, stopping);
            return;
        }

        // 2. Begin where the last run ended.
        var next = hold.Next ?? (definition.IsFromNewest ? await ledger.SizeAsync(stopping) : 0);
        (_saved, _savedAt) = (next, time.GetTimestamp());
        if (hold.Next is null && !await cursors.MoveAsync(definition.Name, holder, next, time.GetUtcNow(), Lease, stopping)) return; // where "newest" was must survive a restart
        await using var exporter = open();
        try
        {
            while (await TurnAsync(exporter, next, stopping) is { } moved) next = moved;
        }
        finally
        {
            if (exporter.Settled(next) is var settled && settled > _saved) await SaveLastAsync(settled);
        }
    }

    /// <summary>3. Hand over, store the cursor when it is time, and rest if there was nothing.</summary>
    /// <returns>The new cursor; null if another gateway has taken the export.</returns>
    private async ValueTask<long?> TurnAsync(IExporter exporter, long next, CancellationToken stopping)
    {
        var size = await ledger.SizeAsync(stopping);
        if (next > size) throw new ExportFaultException($"log_rewound: the cursor is {next} and the log has {size} records; it was restored from an older copy");
        progress.Stand(next, size, await WaitingSinceAsync(next, size, stopping));

        var moved = await exporter.AdvanceAsync(next, stopping);
        if (moved > next || size == next)
        {
            _faults = 0;
            if (progress.Succeeded() is { } since) Log.Recovered(logger, definition.Name, (long)(time.GetUtcNow() - since).TotalSeconds);
        }

        progress.Stand(moved, Math.Max(size, moved), null);
        var settled = exporter.Settled(moved);
        var isDue = settled > _saved && (moved == next || time.GetElapsedTime(_savedAt) >= SaveEvery);
        if (isDue || time.GetElapsedTime(_savedAt) >= Lease / 3)
        {
            if (!await cursors.MoveAsync(definition.Name, holder, Math.Max(settled, _saved), time.GetUtcNow(), Lease, stopping)) return null;
            (_saved, _savedAt) = (Math.Max(settled, _saved), time.GetTimestamp());
        }

        if (moved == next) await Task.Delay(Look, time, stopping);
        return moved;
    }

    private async ValueTask<DateTimeOffset?> WaitingSinceAsync(long next, long size, CancellationToken stopping) =>
        next < size && await ledger.ReadAsync(next, 1, stopping) is [{ Json.IsEmpty: false } first] ? first.Entry.At : null;

    private async ValueTask SaveLastAsync(long settled)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await cursors.MoveAsync(definition.Name, holder, settled, time.GetUtcNow(), Lease, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            // the next run repeats what was handed over since the last store
        }
    }

    private async Task PauseAsync(ExportFaultException fault, CancellationToken stopping)
    {
        metrics.ExportFailed(definition.Name);
        if (progress.Failed(fault.Reason)) Log.Failing(logger, definition.Name, definition.Target.Kind, fault.Reason);
        var wait = Pause(++_faults, fault.RetryAfter);
        try
        {
            await Task.Delay(wait, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    /// <summary>0.5 s, 1 s, 2 s … up to a minute, each shortened by chance to as little as half; never less than the receiver asked for, up to ten minutes.</summary>
    internal static TimeSpan Pause(int fault, TimeSpan? asked)
    {
        var most = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(fault - 1, 10)));
        var own = TimeSpan.FromMilliseconds((most / 2) + RandomNumberGenerator.GetInt32((int)(most / 2) + 1));
        if (asked is not { } wanted) return own;
        return (wanted < LongestAsked ? wanted : LongestAsked) + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(250));
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Error, "Export {Export} ({Kind}) fails: {Reason}. Records wait for it and none is lost; it is tried again until it works")]
        public static partial void Failing(ILogger logger, string export, string kind, string reason);

        [LoggerMessage(9102, LogLevel.Information, "Export {Export} works again after {Seconds} s and catches up")]
        public static partial void Recovered(ILogger logger, string export, long seconds);
    }
}
