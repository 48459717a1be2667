using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Alerts;

/// <summary>Looks at budgets that moved, raises each alert once for all nodes, and sets switches of budgets that are used up.</summary>
/// <remarks>
/// What is raised is decided by what is recorded, not by what one node knows: the node that charged last sees the sum of all.
/// A sweep over all counters at start and after a reload finds what a crash or a full note-pad lost.
/// </remarks>
public sealed partial class AlertService(
    SpendWatch watch,
    PriceWatch prices,
    ILimitStore counters,
    IAlertStore alerts,
    StopBoard stops,
    StopSetter setter,
    SnapshotSource snapshots,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<AlertService> logger) : BackgroundService
{
    /// <summary>How often budgets that moved are looked at. A charge is recorded within one such step.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>A strict budget refuses before it is spent to the last nano-dollar: from this share on a refusal counts as used up.</summary>
    private const int UsedUpPercent = 95;

    private const int MostRemembered = 100_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5), PruneEvery = TimeSpan.FromHours(1);

    private readonly Dictionary<CounterWindow, int> _told = [];
    private readonly HashSet<string> _tripped = new(StringComparer.Ordinal);
    private IReadOnlyCollection<KeyValuePair<Counter, bool>> _before = [];
    private IReadOnlyList<StopSwitch> _switches = [];
    private volatile bool _mustSweep = true;
    private long _sweptAt, _prunedAt;

    /// <summary>One step: everything that moved until the step before.</summary>
    internal async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            var now = time.GetTimestamp();
            if (_mustSweep || time.GetElapsedTime(_sweptAt, now) >= SweepEvery)
            {
                _mustSweep = false;
                _sweptAt = now;
                await SweepAsync(cancellation);
            }

            // Charges may be on their way into the record when they are noted; a step later they are there.
            var moved = _before;
            _before = watch.Take();
            foreach (var (counter, isRefused) in moved) await LookAsync(counter, isRefused, cancellation);
            await FollowSwitchesAsync(cancellation);
            if (_prunedAt == 0 || time.GetElapsedTime(_prunedAt, now) >= PruneEvery)
            {
                _prunedAt = now;
                await alerts.PruneAsync(time.GetUtcNow(), cancellation);
            }
        }
        catch (StoreUnavailableException)
        {
            _mustSweep = true; // what was noted is not lost: the sweep finds it
            Log.StoreUnavailable(logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void OnChanged(GatewaySnapshot next) => _mustSweep = true;
        snapshots.Changed += OnChanged;
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await StepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
        finally
        {
            snapshots.Changed -= OnChanged;
        }
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (var alert in await prices.LookAsync(snapshots.Current, time.GetUtcNow(), cancellation)) await RaiseAsync(alert, null, cancellation);
        foreach (var standing in await BudgetStanding.ReadAsync(snapshots.Current.Spend, counters, time.GetUtcNow(), cancellation)) await TellAsync(standing, isRefused: false, cancellation);
    }

    private async Task LookAsync(Counter counter, bool isRefused, CancellationToken cancellation)
    {
        if (!counter.Rule.IsRecorded) return;
        var now = time.GetUtcNow();
        var window = counter.Rule.WindowAt(now);
        await TellAsync(BudgetStanding.Of(counter, window, await counters.FindAsync(new CounterWindow(counter.Id, window.Start, counter.Rule.Unit), cancellation), now), isRefused, cancellation);
    }

    private async Task TellAsync(BudgetStanding standing, bool isRefused, CancellationToken cancellation)
    {
        // 1. A budget that stops its holder does so before anybody is told.
        var rule = standing.Counter.Rule;
        if (snapshots.Current.Spend.Stopping.Contains(rule.Id) && (standing.HasReached(100) || (isRefused && standing.HasReached(UsedUpPercent)))) await TripAsync(standing, cancellation);

        // 2. The highest share that is reached is told; those passed on the way are only remembered.
        var (told, isHighest) = (_told.GetValueOrDefault(standing.Figures.Window), true);
        foreach (var percent in rule.AlertPercents.Reverse())
        {
            if (percent <= told || !standing.HasReached(percent)) continue;
            await RaiseAsync(AlertTexts.OfBudget(standing, percent, snapshots.Current.Spend.Display, time.GetUtcNow()), isHighest ? percent : 0, cancellation);
            if (isHighest && _told.Count >= MostRemembered) _told.Clear(); // the store remembers
            if (isHighest) _told[standing.Figures.Window] = percent;
            isHighest = false;
        }
    }

    private async Task TripAsync(BudgetStanding standing, CancellationToken cancellation)
    {
        var (id, rule) = (AlertTexts.TripIdOf(standing), standing.Counter.Rule);
        if (_tripped.Contains(id) || StopTargets.Of(rule.Scope) is not { } scope) return;
        if (!await alerts.ContainsAsync(id, cancellation))
        {
            var now = time.GetUtcNow();
            var stop = new StopSwitch(scope, Counter.NameOf(standing.Counter.Holder), StopReasons.Budget, snapshots.Current.Alerts.Contact, 0, StopSetter.System, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
            await setter.SetAsync(stop, "budget " + rule.Id, cancellation); // first: a crash in between sets it once more, never not at all
            await stops.RefreshAsync(cancellation);
            await alerts.TryAddAsync(AlertTexts.OfTrip(standing, stop, now), [], cancellation);
        }

        if (_tripped.Count >= MostRemembered) _tripped.Clear();
        _tripped.Add(id);
    }

    /// <summary>Whoever set or lifted a switch, and wherever: every node sees it on its board, and one of them tells.</summary>
    private async Task FollowSwitchesAsync(CancellationToken cancellation)
    {
        var switches = stops.Switches;
        if (ReferenceEquals(switches, _switches)) return;
        var now = time.GetUtcNow();
        foreach (var stop in switches.Except(_switches)) await RaiseAsync(AlertTexts.OfStop(stop, now), null, cancellation);
        foreach (var stop in _switches.Where(s => !switches.Any(o => o.Id == s.Id))) await RaiseAsync(AlertTexts.OfLift(stop, now), null, cancellation);
        _switches = switches;
    }

    /// <param name="percent">Share that was reached; 0 to send it nowhere; null if it is of no budget.</param>
    private async Task RaiseAsync(Alert alert, int? percent, CancellationToken cancellation)
    {
        string[] channels = percent == 0 ? [] : [.. snapshots.Current.Alerts.Channels.Values.Where(c => percent is null || c.FromPercent <= percent).Select(c => c.Name)];
        if (await alerts.TryAddAsync(alert, channels, cancellation) is not { } queued) return;
        if (percent == 0) return;
        metrics.AlertRaised(EnumWords.Of(alert.Kind), channels.Length - queued);
        Log.Raised(logger, EnumWords.Of(alert.Kind), EnumWords.Of(alert.Severity), queued);
        if (queued < channels.Length) Log.Dropped(logger, IAlertStore.MostWaiting);
    }

    private static partial class Log
    {
        [LoggerMessage(3021, LogLevel.Warning, "Alert of kind {Kind} and severity {Severity} raised, for {Channels} channels")]
        public static partial void Raised(ILogger logger, string kind, string severity, int channels);

        [LoggerMessage(3022, LogLevel.Error, "An alert was not queued for a channel: {Most} wait for it already")]
        public static partial void Dropped(ILogger logger, int most);

        [LoggerMessage(3023, LogLevel.Warning, "Budgets cannot be looked at now: the store does not answer")]
        public static partial void StoreUnavailable(ILogger logger);
    }
}
