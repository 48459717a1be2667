using System.Buffers;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Moderation;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;

namespace Sallyport.Gateway.Inspection;

/// <summary>Relays a stream: one read, one inspection and one flush for what the upstream sent at once.</summary>
internal static class StreamRelay
{
    public static async ValueTask<Relayed> RelayAsync(OpenReply open, Exchange exchange, InspectedRequest request, StreamInspector inspector, AnswerContext context, bool isArray, Func<string, ValueTask<Rejection?>>? keep, AnswerJudge? judge, AnswerEnding ending)
    {
        using var owned = inspector;
        using var rewriting = RewrittenStream.For(exchange, request, open.Target);
        IBufferWriter<byte> output = rewriting is null ? exchange.Output : rewriting.Input;
        var reader = inspector.Reader;
        Rejection? end = null;
        AnswerHead.Write(exchange, open, request, context);
        exchange.Start(open.Reply.Status, isArray || rewriting is { IsArray: true } ? "application/json" : "text/event-stream", null);
        await exchange.FlushAsync();
        try
        {
            while (true)
            {
                var room = inspector.Room();
                var read = await open.Reply.Body.ReadAsync(room, exchange.Aborted);
                if (read == 0) break;
                ending.Received(room.Span[..read]);
                if ((end = inspector.Received(read, output)) is not null) break;
                if (keep is not null && reader.Id is { } id)
                {
                    if ((end = await keep(id)) is not null) break;
                    keep = null;
                }

                if ((end = rewriting?.Forward()) is not null) break;
                // The event that ends the stream waits for the record, and so does all that came with it.
                if ((inspector.HasEnded || reader.HasEnded) && judge is null && rewriting is null && (end = await ending.RecordAsync(Went(), open.Reply.Status)) is not null) break;
                if (exchange.Output.UnflushedBytes > 0) await exchange.FlushAsync();
            }

            if (end is null && inspector.HasRest) end = Rejection.UpstreamBroke;
            end ??= inspector.Complete(output);
            if (end is null && judge is not null)
            {
                if (exchange.Output.UnflushedBytes > 0) await exchange.FlushAsync();
                await judge.JudgeAsync(hasLeft: true);
            }

            if (end is null)
            {
                end = rewriting?.Finish(reader);
                end ??= await ending.RecordAsync(Went(), open.Reply.Status);
                if (end is null && exchange.Output.UnflushedBytes > 0) await exchange.FlushAsync();
            }
        }
        catch (UpstreamFaultException e)
        {
            end = e.Rejection;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            end = Rejection.ClientGone;
        }

        if (end is not null && end != Rejection.AuditUnavailable && end.Code != "answer_untranslatable") rewriting?.Forward(); // what was final before the end still arrives
        return Went() with { Rejection = end, IsCut = end is not null && !inspector.HasEnded && !reader.HasEnded };

        Relayed Went() => new(null, reader.Usage, reader.Model, context.Restored) { SeenBytes = inspector.SeenBytes, HasEnded = inspector.HasEnded || reader.HasEnded };
    }
}
