using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Storage.Ledger;

/// <summary>Watches over the log while the gateway serves: how full its disk is, whether its files are what was written, and whether a log that failed can be written again.</summary>
internal sealed partial class LedgerGuard : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Files are looked at each 2 s, so that a change is known well within 5.</summary>
    private const int InspectEvery = 4;

    private readonly DataDirectory _data;
    private readonly SnapshotSource _snapshots;
    private readonly LedgerDevices _devices;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _level;

    public LedgerGuard(DataDirectory data, SnapshotSource snapshots, ServerSettings settings, Readiness readiness, GatewayMetrics metrics, TimeProvider time, ILogger<LedgerGuard> logger)
    {
        (_data, _snapshots, _devices, _readiness, _time, _logger) = (data, snapshots, settings.Devices, readiness, time, logger);
        metrics.Watch(data.State);
        data.State.Changed += OnChange;
    }

    private LedgerState State => _data.State;

    /// <summary>Whether requests are welcome: while the log is written, or the operator lets them pass without.</summary>
    private bool IsServing => State.Condition switch
    {
        LedgerCondition.Writable => true,
        LedgerCondition.Contradicted => false,
        _ => State.MirrorTakes || _snapshots.Current.Audit.LetsPass(State),
    };

    public override void Dispose()
    {
        State.Changed -= OnChange;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            for (var round = 0; ; round++)
            {
                try
                {
                    await LookAsync(round, stoppingToken);
                }
                catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
                {
                    Log.LookFailed(_logger, e.GetType().Name); // the next look comes at once
                }

                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    /// <summary>1. The disk. 2. The files. 3. A log that failed: can it go on? 4. What passed without a record. 5. Readiness.</summary>
    private async Task LookAsync(int round, CancellationToken cancellation)
    {
        var used = DiskUsedPercent();
        State.DiskUsedPercent = used;
        Announce(used);
        if (used >= _devices.WarnPercent || State.Condition is LedgerCondition.Full) _data.WatchedLog.Shrink();
        if (used >= _devices.FullPercent) State.Report(LedgerCondition.Full, "disk_full");
        else if (State.Condition is LedgerCondition.Writable) _data.Ballast.TryMake();

        if (round % InspectEvery == 0 && State.Condition is not LedgerCondition.Contradicted && _data.WatchedLog.Inspect() is { } finding)
            State.Report(LedgerCondition.Contradicted, finding);
        State.MirrorLag = _data.WatchedLog.MirrorLag;

        if (State.Condition is LedgerCondition.Full or LedgerCondition.Unwritable && used < _devices.FullPercent) await TryToGoOnAsync(cancellation);

        if (_snapshots.Current.Audit.OnFailure is AuditFailure.AllowWithGap && !_data.Gap.TryPrepare() && round == 0) Log.NoGapFile(_logger);
        if (State.Condition is LedgerCondition.Writable && _data.Gap.Waiting > 0 && await _data.Gap.CloseAsync(_data.Audit, _time, cancellation) is { } gap) Log.GapClosed(_logger, gap.Count, gap.From, gap.To);
        _data.Gap.Flush();
        if (_readiness is { IsDraining: false }) _readiness.Set(ReadyParts.Store, IsServing);
    }

    /// <summary>The ballast comes first: without it the next full disk would cut off what is open.</summary>
    private async Task TryToGoOnAsync(CancellationToken cancellation)
    {
        var wasFull = State.Condition is LedgerCondition.Full;
        if (wasFull && !_data.Ballast.TryMake()) return;
        try
        {
            await _data.WatchedLog.ProbeAsync(cancellation);
            _data.WatchedLog.UseDatabase(true);
            await _data.Audit.AppendAsync(AuditEntry.OfAction(_time.GetUtcNow(), LedgerState.Resumed) with { Target = State.Cause, TargetType = "cause" }, cancellation);
            if (!State.IsMirrorOnly) State.Recover();
        }
        catch (StoreUnavailableException)
        {
            if (wasFull) _data.Ballast.Release();
        }
    }

    /// <summary>As <c>df</c> counts, with the ballast taken for used whether or not it is there: releasing it makes no disk less full.</summary>
    private int DiskUsedPercent()
    {
        var drive = new DriveInfo(_data.Path);
        var missing = _data.Ballast.IsThere ? 0 : _data.Ballast.Bytes;
        var used = drive.TotalSize - drive.TotalFreeSpace;
        var usable = used + drive.AvailableFreeSpace;
        return usable <= 0 ? 100 : (int)Math.Clamp(100 * (used + missing) / usable, 0, 100);
    }

    private void Announce(int used)
    {
        var level = used >= _devices.AlarmPercent ? 2 : used >= _devices.WarnPercent ? 1 : 0;
        if (level > _level && level == 1) Log.DiskFilling(_logger, used, _data.Path);
        if (level > _level && level == 2) Log.DiskNearlyFull(_logger, used, _data.Path);
        _level = level;
    }

    private void OnChange(LedgerCondition condition)
    {
        switch (condition)
        {
            case LedgerCondition.Full:
                var released = _data.Ballast.Release();
                if (_devices.MirrorOnly) _data.WatchedLog.UseDatabase(false);
                Log.Full(_logger, _data.Path, released);
                break;
            case LedgerCondition.Unwritable:
                Log.Unwritable(_logger, State.Cause);
                break;
            case LedgerCondition.Contradicted:
                Log.Contradicted(_logger, State.Cause);
                break;
            default:
                Log.Resumed(_logger);
                break;
        }

        _readiness.Set(ReadyParts.Store, IsServing);
    }

    private static partial class Log
    {
        [LoggerMessage(10020, LogLevel.Warning, "The disk of {Path} is {Percent} % full")]
        public static partial void DiskFilling(ILogger logger, int percent, string path);

        [LoggerMessage(10021, LogLevel.Error, "The disk of {Path} is {Percent} % full: soon nothing can be recorded. Make room")]
        public static partial void DiskNearlyFull(ILogger logger, int percent, string path);

        [LoggerMessage(10022, LogLevel.Critical, "The disk of {Path} is full. Ballast released: {Released}. audit.on_failure decides what happens to requests until there is room")]
        public static partial void Full(ILogger logger, string path, bool released);

        [LoggerMessage(10023, LogLevel.Critical, "The record cannot be written ({Cause}). audit.on_failure decides what happens to requests until it can")]
        public static partial void Unwritable(ILogger logger, string? cause);

        [LoggerMessage(10024, LogLevel.Critical, "The record was changed under the gateway ({Cause}). All requests are refused. Keep the files as they are, find out who did it, put a sound copy in place, and restart")]
        public static partial void Contradicted(ILogger logger, string? cause);

        [LoggerMessage(10025, LogLevel.Warning, "The record can be written again")]
        public static partial void Resumed(ILogger logger);

        [LoggerMessage(10026, LogLevel.Critical, "{Count} exchanges passed without a record from {From} to {To}; a gap entry says so")]
        public static partial void GapClosed(ILogger logger, long count, DateTimeOffset from, DateTimeOffset to);

        [LoggerMessage(10027, LogLevel.Error, "There is no room for the file that counts exchanges without a record; they are counted in memory alone")]
        public static partial void NoGapFile(ILogger logger);

        [LoggerMessage(10028, LogLevel.Error, "The record could not be looked after ({Reason})")]
        public static partial void LookFailed(ILogger logger, string reason);

    }
}
