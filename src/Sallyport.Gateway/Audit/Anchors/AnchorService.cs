using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger.Notes;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Takes new checkpoints to the anchors, each at its own pace and at least once. One that is down stops nothing: it gets the newest checkpoint when it is back, and that covers what it missed.</summary>
public sealed partial class AnchorService : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1), Look = TimeSpan.FromSeconds(10);

    private readonly ILedgerStore _ledger;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AnchorDefinition[] _definitions;
    private readonly IAnchor[] _anchors;
    private readonly SemaphoreSlim[] _news;
    private readonly AnchorState[] _states;

    public AnchorService(ILedgerStore ledger, Checkpointer checkpointer, ServerSettings settings, GatewayMetrics metrics, Readiness readiness, TimeProvider time, ILogger<AnchorService> logger)
    {
        (_ledger, _readiness, _time, _logger) = (ledger, readiness, time, logger);
        _definitions = [.. settings.Anchors];
        _anchors = [.. _definitions.Select(d => AnchorFactory.Create(d.Target, d.Timeout, time))];
        _news = [.. _definitions.Select(_ => new SemaphoreSlim(1))];
        _states = [.. _definitions.Select(d => new AnchorState(d.Name))];
        metrics.ObserveOutside("anchors", () => _states.Select(s => (s.Name, s.FailingSince is not null)));
        checkpointer.Made += _ => Array.ForEach(_news, Wake);
    }

    /// <summary>How each anchor stands, in the order of the configuration.</summary>
    public IReadOnlyList<AnchorState> Read() => [.. _states];

    public override void Dispose()
    {
        base.Dispose();
        Array.ForEach(_anchors, a => a.Dispose());
        Array.ForEach(_news, n => n.Dispose());
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, _anchors.Length).Select(i => FollowAsync(i, stoppingToken)));

    private static void Wake(SemaphoreSlim news)
    {
        if (news.CurrentCount == 0) news.Release(); // twice at once does no harm
    }

    private async Task FollowAsync(int index, CancellationToken stopping)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // files and databases block
        var pause = FirstPause;
        try
        {
            while (true)
            {
                await _news[index].WaitAsync(Look, stopping); // a look now and then: another gateway may have made the checkpoint
                var (problem, isNew) = await TryAsync(index, stopping);
                Note(index, problem);
                if (problem is null)
                {
                    pause = FirstPause;
                    if (isNew) await Task.Delay(_definitions[index].Every, _time, stopping);
                    continue;
                }

                await Task.Delay(pause, _time, stopping);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Wake(_news[index]);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // stopping
        }
    }

    /// <returns>Why the newest checkpoint is not anchored, or null; and whether it was put there now.</returns>
    private async Task<(string? Problem, bool IsNew)> TryAsync(int index, CancellationToken cancellation)
    {
        try
        {
            var kept = await _anchors[index].LastAsync(cancellation); // before the log is read: the log only grows
            if (await _ledger.LastCheckpointAsync(cancellation) is not { } last) return (kept is null ? null : "it holds a checkpoint and the log has none: the log was rewound. Run sallyport audit verify", false);
            if (kept is { } note && await ContradictionAsync(note, last, cancellation) is { } contradiction) return (contradiction, false);
            var isNew = kept is null || !IsSame(kept.Value, last.Note); // not for a cosignature alone
            // Again even if it is there: a push may have failed after its commit.
            if (isNew || _states[index].Size != last.Size) await _anchors[index].PutAsync(last, cancellation);
            if (_states[index].FailingSince is not null) Log.Back(_logger, _states[index].Name, last.Size);
            _states[index] = new AnchorState(_states[index].Name, last.Size, _time.GetUtcNow());
            return (null, isNew);
        }
        catch (Exception e) when (e is ExportFaultException or StoreUnavailableException)
        {
            return (e.Message, false);
        }
#pragma warning disable CA1031 // whatever a library throws, the loop goes on and says so
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return (ExportFaultException.From(e).Message, false);
        }
    }

    private static bool IsSame(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => SignedNote.TryParse(one.Span, out var a) && SignedNote.TryParse(other.Span, out var b) && a.Text == b.Text;

    /// <summary>Why the log is not the one whose checkpoint an anchor holds; null if it is.</summary>
    private async Task<string?> ContradictionAsync(ReadOnlyMemory<byte> kept, StoredCheckpoint last, CancellationToken cancellation)
    {
        if (!SignedNote.TryParse(kept.Span, out var note) || !Checkpoint.TryParse(note.Text, out var head)) return "what it holds is no checkpoint. Run sallyport audit verify";
        if (head.Origin != _ledger.Origin) return $"it holds checkpoints of another log ({head.Origin}). Name another place";
        if (head.Size > last.Size) return $"it holds a checkpoint of {head.Size} leaves and the log has one of {last.Size}: the log was rewound. Run sallyport audit verify";
        var own = await _ledger.CheckpointsAsync(head.Size, 1, cancellation);
        return own is [var found] && found.Size == head.Size && SignedNote.TryParse(found.Note.Span, out var same) && same.Text == note.Text ? null
            : $"it holds a checkpoint of {head.Size} leaves that the log does not have: the log was rewound. Run sallyport audit verify";
    }

    private void Note(int index, string? problem)
    {
        var state = _states[index];
        if (problem is not null)
        {
            _states[index] = state with { FailingSince = state.FailingSince ?? _time.GetUtcNow(), Problem = problem };
            if (state.Problem != problem) Log.Failing(_logger, state.Name, problem); // once for each reason, not for each try
        }

        _readiness.Note("anchors", _states.Any(s => s.FailingSince is not null));
    }

    private static partial class Log
    {
        [LoggerMessage(9121, LogLevel.Error, "Anchor {Name} keeps no new checkpoint: {Reason}")]
        public static partial void Failing(ILogger logger, string name, string reason);

        [LoggerMessage(9122, LogLevel.Information, "Anchor {Name} keeps checkpoints again, now of {Size} leaves")]
        public static partial void Back(ILogger logger, string name, long size);
    }
}
