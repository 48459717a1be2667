using System.Globalization;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Ledger.Hashing;

namespace Sallyport.Gateway.Pipeline;

/// <summary>Writes the two leaves of an exchange: the intent before its request leaves, the result before its answer's last byte does.</summary>
internal sealed partial class AuditRecorder(IAuditStore audit, ISubjectVault subjects, LedgerState ledger, IGapCounter gap, ContentCapture capture, Telemetry.GatewayMetrics metrics, TimeProvider time, ILogger<AuditRecorder> logger)
{
    /// <summary>Records what is about to be sent.</summary>
    /// <returns>503 <c>audit_unavailable</c> if it is not durable: no record, no request. Unless the operator lets it pass: then it is counted.</returns>
    public async ValueTask<Rejection?> RecordIntentAsync(Exchange exchange, RequestBody body, Caller caller, AuditDraft draft)
    {
        var policy = exchange.Snapshot.Audit;
        try
        {
            draft.Subject = await subjects.GetAsync(caller.Subject, exchange.Aborted);
            if (policy.Digests) draft.PromptDigest = draft.Subject.DigestOf(body.Bytes.Span);
            draft.Captured = ContentCapture.Begin(exchange, caller);
            if (draft.Captured is { } captured)
            {
                if (await capture.KeepRequestAsync(exchange, captured, caller, draft.Subject, draft.Request!) is not { } content) return NotKept(exchange);
                draft.RequestContent = content;
            }

            var intent = draft.ToIntent(time.GetUtcNow(), draft.Spending is { HasReserve: true } ? ExtensionsOf(exchange) : null);
            draft.IsForwarded = true;
            if (policy.Mode is AuditMode.Async)
            {
                draft.PendingIntent = audit.AppendAsync(intent, CancellationToken.None).AsTask();
                return null;
            }

            draft.IntentSequence = await (body.Bytes.Length <= BodyIntake.InlineBytes ? audit.AppendInlineAsync(intent) : audit.AppendAsync(intent, CancellationToken.None));
            exchange.SetHeader("x-audit-seq", draft.IntentSequence.Value.ToString(CultureInfo.InvariantCulture));
            return null;
        }
        catch (StoreUnavailableException e)
        {
            draft.IsForwarded = TryPass(exchange, draft, e);
            if (draft.IsForwarded) return null;
            Log.IntentNotRecorded(logger, exchange.Id, e.Message);
            return Rejection.AuditUnavailable; // fail closed
        }
    }

    /// <summary>Records how an exchange ended, once; a second call does nothing.</summary>
    /// <param name="rejection">What ended it; null if it went through.</param>
    /// <param name="status">HTTP status that the client gets.</param>
    /// <returns>503 <c>audit_unavailable</c> if the mode is strict and the result is not durable.</returns>
    public async ValueTask<Rejection?> RecordResultAsync(Exchange exchange, AuditDraft draft, Rejection? rejection, int status)
    {
        if (draft.IsResultRecorded) return null;
        draft.IsResultRecorded = true;
        if (draft.IsUnrecorded)
        {
            draft.SettleUnrecorded(exchange.Snapshot.Prices);
            return null; // its gap is its record
        }

        var mode = exchange.Snapshot.Audit.Mode;
        try
        {
            if (draft.PendingIntent is { } pending) draft.IntentSequence = await pending;
            draft.Subject ??= await subjects.GetAsync(draft.Caller?.Subject ?? Subjects.Anonymous(exchange.At), CancellationToken.None);
            var unkept = await KeepAnswerAsync(exchange, draft) ? null : NotKept(exchange);
            rejection ??= unkept;
            var result = draft.ToResult(rejection, status, time.GetUtcNow(), exchange.Snapshot.Prices);
            if (draft.Cost is { } cost && !exchange.HasStarted) exchange.SetHeader("x-sallyport-cost-usd", MoneyText.Format(cost));
            if (mode is not AuditMode.Strict) audit.Append(result);
            else await audit.AppendInlineAsync(result);
            return unkept;
        }
        catch (StoreUnavailableException e)
        {
            // If there is an intent, the next start closes it as interrupted.
            if (draft.IntentSequence is null ? TryPass(exchange, draft, e) : exchange.Snapshot.Audit.LetsPass(ledger)) return null;
            Log.ResultNotRecorded(logger, exchange.Id, e.Message);
            return mode is AuditMode.Strict ? Rejection.AuditUnavailable : null;
        }
    }

    /// <summary>What makes durable that an exchange takes more, before its next attempt leaves.</summary>
    private Func<IReadOnlyList<Charge>, ValueTask> ExtensionsOf(Exchange exchange) =>
        async charges => await audit.AppendAsync(AuditEntry.OfExtension(time.GetUtcNow(), exchange.Id, charges), CancellationToken.None);

    /// <returns>False if the answer's texts must be kept and are not durable.</returns>
    private async ValueTask<bool> KeepAnswerAsync(Exchange exchange, AuditDraft draft)
    {
        if (draft is not { Captured: { } captured, Caller: { } caller, Subject: { } subject }) return true;
        if (await capture.KeepAnswerAsync(exchange, captured, caller, subject) is not { } content) return false;
        draft.AnswerContent = content;
        return true;
    }

    private Rejection NotKept(Exchange exchange)
    {
        Log.ContentNotKept(logger, exchange.Id);
        return Rejection.AuditUnavailable;
    }

    /// <summary>Lets an exchange pass without a record where the operator chose that, and counts it.</summary>
    private bool TryPass(Exchange exchange, AuditDraft draft, StoreUnavailableException e)
    {
        if (!exchange.Snapshot.Audit.LetsPass(ledger)) return false;
        (draft.IsUnrecorded, draft.FailedOpen) = (true, true);
        if (!exchange.HasStarted) exchange.GoUnrecorded();
        metrics.Unrecorded();
        gap.Count(exchange.Id, time.GetUtcNow(), ledger.Cause ?? "store_unavailable", e.MayBeWritten);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Error, "Exchange {ExchangeId} was refused: its intent could not be recorded ({Reason})")]
        public static partial void IntentNotRecorded(ILogger logger, Guid exchangeId, string reason);

        [LoggerMessage(9003, LogLevel.Error, "Exchange {ExchangeId} was ended: its texts could not be kept, and audit.capture requires it")]
        public static partial void ContentNotKept(ILogger logger, Guid exchangeId);

        [LoggerMessage(9002, LogLevel.Error, "The result of exchange {ExchangeId} could not be recorded ({Reason})")]
        public static partial void ResultNotRecorded(ILogger logger, Guid exchangeId, string reason);
    }
}

/// <summary>Follows an answer on its way, and records the result before its last bytes leave.</summary>
internal sealed class AnswerEnding(AuditRecorder recorder, Exchange exchange, AuditDraft draft) : IDisposable
{
    private HmacSha256? _digest;

    /// <summary>Takes the answer down for the cache; null if it is not to be kept.</summary>
    public Caching.AnswerRecording? Recording { get; init; }

    /// <summary>Where the model's words are taken down: for the judges, for a capture, or for nobody.</summary>
    /// <param name="judges">What the judges have begun; null if there are none.</param>
    public AnswerTranscript? Follow(AnswerTranscript? judges) => draft.Captured is { } captured ? captured.Transcript = judges ?? new AnswerTranscript() : judges;

    /// <summary>Takes bytes of a streamed answer as the upstream sent them.</summary>
    public void Received(ReadOnlySpan<byte> bytes)
    {
        Recording?.Add(bytes);
        if (!exchange.Snapshot.Audit.Digests || draft.Subject is not { } subject) return;
        (_digest ??= subject.StartDigest()).Add(bytes);
    }

    /// <summary>Records the result of an answer that came whole.</summary>
    /// <returns>What ends the exchange instead; null if the answer may leave.</returns>
    public ValueTask<Rejection?> RecordAsync(Relayed relayed, int status, ReadOnlySpan<byte> body)
    {
        Recording?.Add(body);
        if (exchange.Snapshot.Audit.Digests && draft.Subject is { } subject && !body.IsEmpty) draft.AnswerDigest = subject.DigestOf(body);
        draft.Relayed = relayed;
        return recorder.RecordResultAsync(exchange, draft, relayed.Rejection, status);
    }

    /// <summary>Records the result of a stream whose end mark is about to leave.</summary>
    /// <returns>What ends the exchange instead; null if the rest may leave.</returns>
    public ValueTask<Rejection?> RecordAsync(Relayed relayed, int status)
    {
        KeepDigest();
        draft.Relayed = relayed;
        return recorder.RecordResultAsync(exchange, draft, relayed.Rejection, status);
    }

    /// <summary>Ends the digest; what was cut off is digested as far as it came.</summary>
    public void Dispose()
    {
        KeepDigest();
        _digest?.Dispose();
    }

    private void KeepDigest()
    {
        if (_digest is { } digest && draft.AnswerDigest.IsEmpty) draft.AnswerDigest = digest.End();
    }
}
