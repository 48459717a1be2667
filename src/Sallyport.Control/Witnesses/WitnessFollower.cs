using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Control.Monitoring;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Witnessing;

namespace Sallyport.Control.Witnesses;

/// <summary>Has each new checkpoint cosigned by the witnesses, each at its own pace. One that is down stops nothing: it gets the newest checkpoint when it is back, and that covers what it missed.</summary>
internal sealed partial class WitnessFollower : BackgroundService, IStatusSource
{
    private const int MaxTries = 4; // the witness may move on between two tries if another gateway asks it too

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(10);

    private readonly ILedgerStore _ledger;
    private readonly int _quorum;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WitnessClient[] _clients;
    private readonly SemaphoreSlim[] _news;
    private readonly WitnessState[] _states;
    private readonly SemaphoreSlim _cosigning = new(1); // two witnesses answer at once, and each adds its line to one note
    private long _witnessed;

    public WitnessFollower(ILedgerStore ledger, Checkpointer checkpointer, ServerSettings settings, GatewayMetrics metrics, Readiness readiness, TimeProvider time, ILogger<WitnessFollower> logger)
    {
        (_ledger, _quorum, _readiness, _time, _logger) = (ledger, settings.Quorum, readiness, time, logger);
        _clients = [.. settings.Witnesses.Select(w => new WitnessClient(w))];
        _news = [.. _clients.Select(_ => new SemaphoreSlim(1))];
        _states = [.. _clients.Select(c => new WitnessState(c.Name))];
        metrics.ObserveOutside("witnesses", () => _states.Select(s => (s.Name, s.FailingSince is not null)));
        checkpointer.Made += _ => Array.ForEach(_news, Wake);
    }

    public string Section => "witnesses";

    public JsonNode Read() => new JsonObject
    {
        ["quorum"] = _quorum,
        ["witnessed"] = Volatile.Read(ref _witnessed),
        ["failing"] = _states.Count(s => s.FailingSince is not null),
        ["each"] = new JsonArray([.. _states.Select(s => (JsonNode)new JsonObject { ["name"] = s.Name, ["seen"] = s.Seen, ["seen_at"] = s.SeenAt, ["failing_since"] = s.FailingSince, ["problem"] = s.Problem })]),
    };

    public override void Dispose()
    {
        base.Dispose();
        Array.ForEach(_clients, c => c.Dispose());
        Array.ForEach(_news, n => n.Dispose());
        _cosigning.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, _clients.Length).Select(i => FollowAsync(i, stoppingToken)));

    private static void Wake(SemaphoreSlim news)
    {
        if (news.CurrentCount == 0) news.Release(); // twice at once does no harm
    }

    private async Task FollowAsync(int index, CancellationToken stopping)
    {
        var pause = FirstPause;
        try
        {
            while (true)
            {
                await _news[index].WaitAsync(Look, stopping); // a look now and then: another gateway may have made the checkpoint
                if (await TryAsync(index, stopping))
                {
                    pause = FirstPause;
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

    private async Task<bool> TryAsync(int index, CancellationToken cancellation)
    {
        string? problem;
        try
        {
            problem = await AskAsync(index, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or StoreUnavailableException or InvalidDataException)
        {
            problem = e.Message;
        }

        if (problem is null) return true;
        var state = _states[index];
        _states[index] = state with { FailingSince = state.FailingSince ?? _time.GetUtcNow(), Problem = problem };
        _readiness.Note("witnesses", true);
        if (state.Problem != problem) Log.Failing(_logger, state.Name, problem); // once for each reason, not for each try
        return false;
    }

    /// <returns>Why there is no cosignature; null if there is.</returns>
    private async Task<string?> AskAsync(int index, CancellationToken cancellation)
    {
        var last = await _ledger.LastCheckpointAsync(cancellation);
        if (last is null || !SignedNote.TryParse(last.Note.Span, out var note)) return null;
        if (_clients[index].HasCosigned(note))
        {
            Seen(index, last.Size, note);
            return null;
        }

        var old = Math.Min(_states[index].Seen, last.Size);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var from = old;
            var proof = await Task.Run(() => MerkleProofs.Consistency(new LedgerTiles(_ledger), from, last.Size), cancellation); // walks the tree, and the store blocks
            var (status, cosignature, size) = await _clients[index].AskAsync(new AddCheckpointRequest(old, proof, note), cancellation);
            switch (status)
            {
                case 200:
                    Seen(index, last.Size, await CosignAsync(last.Size, cosignature!, _clients[index], cancellation));
                    return null;
                case 409 when size > last.Size: // another gateway was faster, or the log was cut back
                    return (await _ledger.LastCheckpointAsync(cancellation))?.Size >= size ? null : $"it has seen {size} leaves and the log has fewer: the log was rewound. Run sallyport audit verify";
                case 409 when size != old:
                    old = size;
                    break;
                case 409 or 422:
                    return "it has seen another history of this log. Run sallyport audit verify";
                case 404:
                    return "it does not know this log: start it with --log and the log's key";
                case 403:
                    return "it knows another key of this log";
                default:
                    return $"it answers with status {status}";
            }
        }

        return "it moved on with each try";
    }

    /// <returns>The note with the cosignature.</returns>
    private async Task<SignedNote> CosignAsync(long size, NoteSignature cosignature, WitnessClient client, CancellationToken cancellation)
    {
        await _cosigning.WaitAsync(cancellation);
        try
        {
            if (await _ledger.CheckpointsAsync(size, 1, cancellation) is not [var stored] || stored.Size != size || !SignedNote.TryParse(stored.Note.Span, out var note)) throw new InvalidDataException($"the checkpoint of {size} leaves is gone");
            if (client.HasCosigned(note)) return note;
            var more = note.With(cosignature);
            await _ledger.CosignAsync(size, more.ToBytes(), cancellation);
            return more;
        }
        finally
        {
            _cosigning.Release();
        }
    }

    private void Seen(int index, long size, SignedNote note)
    {
        if (_states[index].FailingSince is not null) Log.Back(_logger, _states[index].Name, size);
        _states[index] = new WitnessState(_states[index].Name, size, _time.GetUtcNow());
        _readiness.Note("witnesses", _states.Any(s => s.FailingSince is not null));
        if (_clients.Count(c => c.HasCosigned(note)) < _quorum) return;
        for (var known = Volatile.Read(ref _witnessed); known < size && Interlocked.CompareExchange(ref _witnessed, size, known) != known;) known = Volatile.Read(ref _witnessed);
    }

    private static partial class Log
    {
        [LoggerMessage(9111, LogLevel.Error, "Witness {Name} does not cosign: {Reason}")]
        public static partial void Failing(ILogger logger, string name, string reason);

        [LoggerMessage(9112, LogLevel.Information, "Witness {Name} cosigns again, now at {Size} leaves")]
        public static partial void Back(ILogger logger, string name, long size);
    }
}
