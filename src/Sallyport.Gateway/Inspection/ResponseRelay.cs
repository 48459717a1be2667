using System.Buffers;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Moderation;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Providers.OpenAI;

namespace Sallyport.Gateway.Inspection;

/// <summary>Brings an upstream's answer to the client, inspected and restored, whole or as a stream.</summary>
internal static class ResponseRelay
{
    /// <summary>Relays an answer. Whatever ends it early is in the result; nothing uninspected was written.</summary>
    /// <param name="open">The answer.</param>
    /// <param name="exchange">Where the answer goes.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="keep">Called once the answer's id is known and before it reaches the client; a rejection takes the answer's place.</param>
    /// <param name="judge">Has the answer judged when it is whole; null if nobody does.</param>
    /// <param name="ending">Records how the answer went before the last bytes leave; a rejection takes their place.</param>
    public static async ValueTask<Relayed> RelayAsync(OpenReply open, Exchange exchange, InspectedRequest request, Func<string, ValueTask<Rejection?>>? keep, AnswerJudge? judge, AnswerEnding ending)
    {
        var reply = open.Reply;
        if (reply.RefusesCredential) return Relayed.Of(Rejection.UpstreamRejectedCredential);
        var transcript = ending.Follow(judge?.Transcript);
        var context = new AnswerContext(exchange.Snapshot.Guardrails.For(exchange.Match.Group).Response, request.AnswerGuards, request.Placeholders, request.Findings, request.Facts.AnswerIsJson) { Transcript = transcript, Sent = request.Sent, Shape = reply.Status < 300 ? request.Shape : null };
        var dialect = open.Target.Dialect;
        var rewrites = dialect != exchange.Match.Dialect;
        var isEvents = reply.ContentType == "text/event-stream";
        var isArray = !isEvents && !rewrites && exchange.Match.Endpoint == Endpoint.StreamGenerateContent && reply.Status == 200;
        var reader = exchange.Match.Endpoint is Endpoint.Transcribe or Endpoint.TranslateSpeech && reply.Status < 300 && IsTranscript(reply.ContentType) ? ScratchPool.RentTranscriptReader() : ScratchPool.RentAnswerReader(dialect);
        if (isEvents || isArray)
        {
            var inspector = new StreamInspector(context, reader, isArray, !rewrites && OutboundBody.AddsUsage(exchange.Match.Endpoint!.Value, request.Facts));
            return await StreamRelay.RelayAsync(open, exchange, request, inspector, context, isArray, keep, judge, ending);
        }

        try
        {
            return await RelayWholeAsync(open, exchange, request, context, reader, keep, judge, ending);
        }
        catch (UpstreamFaultException e)
        {
            return Relayed.Of(e.Rejection) with { IsCut = true };
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return new Relayed(Rejection.ClientGone, reader.Usage, reader.Model, context.Restored) { IsCut = reader.Usage.Output is null, SeenBytes = SeenIn(reader) };
        }
        finally
        {
            ScratchPool.Return(reader);
        }
    }

    private static async ValueTask<Relayed> RelayWholeAsync(OpenReply open, Exchange exchange, InspectedRequest request, AnswerContext context, AnswerReader reader, Func<string, ValueTask<Rejection?>>? keep, AnswerJudge? judge, AnswerEnding ending)
    {
        var reply = open.Reply;
        using var body = new PooledWriter((int)Math.Min(reply.ContentLength + 1 ?? 4_096, 1_048_576));
        if (await ReadAllAsync(reply.Body, body, exchange.Snapshot.Limits.MaxResponseBytes, exchange.Aborted) is { } tooLarge) return Relayed.Of(tooLarge) with { IsCut = true };
        if (body.Length == 0 && reply.Status is 200 or 204)
        {
            if (await ending.RecordAsync(default, reply.Status, default) is { } unended) return Relayed.Of(unended);
            AnswerHead.Write(exchange, open, request, context);
            exchange.Start(reply.Status, "application/json", 0);
            return default;
        }

        if (exchange.Match.Endpoint == Endpoint.CreateSpeech && reply.Status < 300 && IsSound(reply.ContentType)) return await RelaySoundAsync(open, exchange, request, context, body, ending);
        if (!reader.TryRead(body.Written.Span, out _)) return Relayed.Of(reply.Status >= 400 ? Rejection.UpstreamError(reply.Status) : Rejection.UpstreamMalformed) with { IsCut = true };
        using var rented = new RentedScan();
        var edits = new List<Edit>();
        if (AnswerEdits.Find(body.Written.Span, reader.Segments, context, rented.Scan, edits) is { } blocked) return new Relayed(blocked, reader.Usage, reader.Model, 0) { SeenBytes = SeenIn(reader) };
        if (reader is MediaAnswerReader media)
        {
            foreach (var (start, length) in media.Withheld) edits.Add(new Edit(start, length, "[]", 0));
            edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length)); // its texts are not read in the order of the body
        }
        else if (reader is TranscriptReader)
        {
            for (var i = 0; i < edits.Count; i++) edits[i] = edits[i] with { Levels = 0 }; // no JSON around it
        }

        if (context.Shape?.CheckWhole(reader, body.Written.Span, edits) is { } misshapen) return new Relayed(misshapen, reader.Usage, reader.Model, 0) { SeenBytes = SeenIn(reader) };
        if (context.Transcript is { } transcript && reply.Status < 300)
        {
            TakeDown(reader, rented.Scan, transcript);
            if (judge is not null && await judge.JudgeAsync(hasLeft: false) is { } judged) return new Relayed(judged, reader.Usage, reader.Model, 0) { SeenBytes = SeenIn(reader) };
        }

        if (keep is not null && reader.Id is { } id && reply.Status < 300 && await keep(id) is { } unkept) return new Relayed(unkept, reader.Usage, reader.Model, 0) { SeenBytes = SeenIn(reader) };

        var relayed = new Relayed(null, reader.Usage, reader.Model, context.Restored) { SeenBytes = SeenIn(reader), HasEnded = true };
        using var translated = TranslatedAnswer.IsFor(exchange, open.Target) ? new PooledWriter(body.Length + 256) : null;
        if (translated is not null && TranslatedAnswer.Write(exchange, open, request, body.Written.Span, edits, translated) is { } unsaid) return relayed with { Rejection = unsaid };
        if (await ending.RecordAsync(relayed, reply.Status, body.Written.Span) is { } unrecorded) return relayed with { Rejection = unrecorded };
        AnswerHead.Write(exchange, open, request, context);
        if (translated is not null)
        {
            exchange.Start(reply.Status, "application/json", translated.Length);
            exchange.Output.Write(translated.Written.Span);
        }
        else if (exchange.Match.Endpoint == Endpoint.Complete) WriteComplete(exchange, reader, body.Written.Span, edits, request, reply.Status);
        else if (edits.Count == 0)
        {
            exchange.Start(reply.Status, TypeOf(reader, reply), body.Length);
            exchange.Output.Write(body.Written.Span);
        }
        else
        {
            using var edited = new PooledWriter(body.Length + 1_024);
            BodyEditor.Write(body.Written.Span, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(edits), edited);
            exchange.Start(reply.Status, TypeOf(reader, reply), edited.Length);
            exchange.Output.Write(edited.Written.Span);
        }

        await exchange.FlushAsync();
        return relayed;
    }

    // Sound is bytes that nobody can inspect: the key has the capability for it, and the head says that it is unscanned.
    private static async ValueTask<Relayed> RelaySoundAsync(OpenReply open, Exchange exchange, InspectedRequest request, AnswerContext context, PooledWriter body, AnswerEnding ending)
    {
        var relayed = new Relayed(null, new TokenUsage(null, null) { Characters = request.Facts.Characters }, null, 0);
        if (await ending.RecordAsync(relayed, open.Reply.Status, body.Written.Span) is { } unrecorded) return relayed with { Rejection = unrecorded };
        AnswerHead.Write(exchange, open, request, context);
        exchange.Start(open.Reply.Status, open.Reply.ContentType!, body.Length);
        exchange.Output.Write(body.Written.Span);
        await exchange.FlushAsync();
        return relayed;
    }

    private static bool IsSound(string? contentType) => contentType == "application/octet-stream" || contentType?.StartsWith("audio/", StringComparison.Ordinal) == true;

    private static bool IsTranscript(string? contentType) => contentType is "text/plain" or "text/vtt" or "text/srt" or "application/x-subrip";

    private static string TypeOf(AnswerReader reader, UpstreamReply reply) => reader is TranscriptReader ? reply.ContentType + "; charset=utf-8" : "application/json";

    /// <summary>Bytes of what a whole answer says, without the words of its form.</summary>
    private static long SeenIn(AnswerReader reader)
    {
        var seen = 0L;
        foreach (ref readonly var segment in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(reader.Segments))
        {
            if (segment.Kind is SegmentKind.Text or SegmentKind.JsonText or SegmentKind.Protected) seen += segment.Length;
        }

        return seen;
    }

    private static void TakeDown(AnswerReader reader, TextScan scan, AnswerTranscript transcript)
    {
        for (var i = 0; i < reader.Segments.Count; i++)
        {
            if (!reader.Segments[i].IsAnswer) continue;
            transcript.Append(scan.TextOf(i));
            transcript.Append("\n");
        }
    }

    private static void WriteComplete(Exchange exchange, AnswerReader reader, ReadOnlySpan<byte> body, List<Edit> edits, InspectedRequest request, int status)
    {
        using var answer = new PooledWriter();
        if (status < 300) CompleteAnswer.Write(exchange.RequestId, reader, body, edits, request, answer);
        else answer.Write(CompleteAnswer.UpstreamError(status, exchange.RequestId));
        exchange.Start(status, "application/json", answer.Length);
        exchange.Output.Write(answer.Written.Span);
    }

    private static async ValueTask<Rejection?> ReadAllAsync(Stream from, PooledWriter to, int most, CancellationToken aborted)
    {
        while (true)
        {
            var read = await from.ReadAsync(to.GetMemory(1_024), aborted);
            if (read == 0) return null;
            to.Advance(read);
            if (to.Length > most) return Rejection.UpstreamTooLarge;
        }
    }

    private readonly struct RentedScan() : IDisposable
    {
        public TextScan Scan { get; } = ScratchPool.RentScan();

        public void Dispose() => ScratchPool.Return(Scan);
    }
}

/// <summary>How an answer went.</summary>
/// <param name="Rejection">What ended it early; null if it went through.</param>
/// <param name="Usage">Tokens as far as reported.</param>
/// <param name="Model">Model that answered, as the upstream says.</param>
/// <param name="Restored">Placeholders turned back into values.</param>
internal readonly record struct Relayed(Rejection? Rejection, TokenUsage Usage, string? Model, int Restored)
{
    /// <summary>True if the answer ended before its end: what was reported of its usage is then not the whole.</summary>
    public bool IsCut { get; init; }

    /// <summary>Of what the model said, in bytes of UTF-8 as they were escaped.</summary>
    public long SeenBytes { get; init; }

    /// <summary>True if the end of the answer was seen and not only the end of the connection.</summary>
    public bool HasEnded { get; init; }

    public static Relayed Of(Rejection rejection) => new(rejection, default, null, 0);
}
