using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Audit.Capture;

/// <summary>Keeps the texts of exchanges that a policy names, as they left and came back after masking, sealed, beside the log.</summary>
/// <remarks>
/// Writing is off the path: pieces queue up for one writer, which adds them in batches. Where the policy says <c>required</c> the path waits for that, before the
/// request leaves and before the last byte of the answer does. Otherwise a full queue, a full store or one that is down loses the piece, counts it, and stops nothing.
/// </remarks>
public sealed partial class ContentCapture(IContentStore store, ILedgerStore ledger, GatewayMetrics metrics, TimeProvider time, ILogger<ContentCapture> logger) : BackgroundService
{
    private const int MaxQueued = 512, MaxBatch = 64;

    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10), Deadline = TimeSpan.FromSeconds(5);

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private long _bytes, _kept, _lost;
    private int _isFailing;

    /// <summary>About how much is stored, in bytes; halves kept and lost since the start.</summary>
    public (long Bytes, long Kept, long Lost) Counts => (Volatile.Read(ref _bytes), Volatile.Read(ref _kept), Volatile.Read(ref _lost));

    /// <summary>Whether this exchange is one of those, and how; null if not.</summary>
    internal static CapturedExchange? Begin(Exchange exchange, Caller caller) =>
        exchange.Snapshot.Audit.Capture is { } policy && policy.Covers(caller.Key.Owner, caller.KeyId, exchange.Match.Endpoint!.Value, exchange.Id, exchange.At) ? new CapturedExchange(policy) : null;

    /// <summary>Keeps what is about to leave.</summary>
    /// <returns>The keyed digest for the intent; null if it is required and not durable.</returns>
    internal ValueTask<byte[]?> KeepRequestAsync(Exchange exchange, CapturedExchange captured, Caller caller, SubjectKey subject, InspectedRequest request) =>
        KeepAsync(exchange, captured.Policy, caller.KeyId, subject, ContentSide.Request, ContentText.Write(ContentSide.Request, request.LeavingTexts(ContentText.MaxChars).Select(t => (EnumWords.Of(t.Role), t.Text))));

    /// <summary>Keeps what has come back, once.</summary>
    /// <returns>The keyed digest for the result; empty if there is nothing; null if it is required and not durable.</returns>
    internal async ValueTask<byte[]?> KeepAnswerAsync(Exchange exchange, CapturedExchange captured, Caller caller, SubjectKey subject)
    {
        if (captured.IsDone || captured.Transcript is not { IsEmpty: false } transcript) return [];
        captured.IsDone = true;
        var (request, response) = exchange.Snapshot.Guardrails.For(exchange.Match.Group);
        // By the rules of both directions, and nothing is spared: what is kept is for other eyes than the client's.
        var text = transcript.Masked(response.Enforced, exchange.Snapshot.Guardrails.GuardsFor(exchange.Match.Group).Unsent.Enforced, request.Enforced);
        return await KeepAsync(exchange, captured.Policy, caller.KeyId, subject, ContentSide.Answer, ContentText.Write(ContentSide.Answer, [("assistant", text)]));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var measuring = Task.Run(() => MeasureAsync(stoppingToken), CancellationToken.None);
        var batch = new List<Waiting>(MaxBatch);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None)) // until the queue is completed: what waits at the end is written
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var next)) batch.Add(next);
            await WriteAsync(batch);
            batch.Clear();
        }

        await measuring;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    private async ValueTask<byte[]?> KeepAsync(Exchange exchange, CapturePolicy policy, string keyId, SubjectKey subject, ContentSide side, byte[] text)
    {
        var digest = subject.DigestOf(text);
        var piece = new ContentPiece(exchange.Id, side, keyId, subject.Reference, exchange.At, exchange.At + policy.KeptFor, ContentText.Seal(subject, ledger.Origin, exchange.Id, side, text));
        var done = policy.IsRequired ? new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        if (Volatile.Read(ref _bytes) + piece.Sealed.Length > policy.MaxTotalBytes || !_queue.Writer.TryWrite(new Waiting(piece, done)))
        {
            Lose(1, Volatile.Read(ref _bytes) + piece.Sealed.Length > policy.MaxTotalBytes ? "as much is stored as audit.capture.max_total_bytes allows" : "too many wait to be written");
            return policy.IsRequired ? null : digest;
        }

        Interlocked.Add(ref _bytes, piece.Sealed.Length);
        if (done is null) return digest;
        try
        {
            return await done.Task.WaitAsync(Deadline, time) ? digest : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        var isKept = false;
        try
        {
            await store.AddAsync([.. batch.Select(w => w.Piece)], CancellationToken.None);
            isKept = true;
            Interlocked.Add(ref _kept, batch.Count);
            metrics.ContentKept(batch.Count);
            if (Interlocked.Exchange(ref _isFailing, 0) == 1) Log.Back(logger);
        }
        catch (StoreUnavailableException e)
        {
            Lose(batch.Count, e.Message);
        }

        foreach (var waiting in batch) waiting.Done?.TrySetResult(isKept);
    }

    private async Task MeasureAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(MeasureEvery, time);
        try
        {
            do
            {
                try
                {
                    Volatile.Write(ref _bytes, await store.BytesAsync(stopping));
                }
                catch (StoreUnavailableException)
                {
                    // the next piece tells
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // stopping
        }
    }

    private void Lose(int count, string reason)
    {
        Interlocked.Add(ref _lost, count);
        metrics.ContentLost(count);
        if (Interlocked.Exchange(ref _isFailing, 1) == 0) Log.Lost(logger, reason); // once, not for each
    }

    private readonly record struct Waiting(ContentPiece Piece, TaskCompletionSource<bool>? Done);

    private static partial class Log
    {
        [LoggerMessage(9131, LogLevel.Error, "Texts that audit.capture names are not kept: {Reason}")]
        public static partial void Lost(ILogger logger, string reason);

        [LoggerMessage(9132, LogLevel.Information, "Texts that audit.capture names are kept again")]
        public static partial void Back(ILogger logger);
    }
}
