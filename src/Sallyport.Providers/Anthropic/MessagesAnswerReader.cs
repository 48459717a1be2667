using Sallyport.Providers.Json;

namespace Sallyport.Providers.Anthropic;

/// <summary>Answer of the Messages API, whole or one event.</summary>
public sealed class MessagesAnswerReader : AnswerReader
{
    protected override bool IsAnswerText(Field field) => field == Field.Text && (Top.Name == Field.Delta || (Top.Name == Field.Content && Depth == 3));

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (Depth == 1 && field == Field.Type)
        {
            var type = body.Slice(start, length);
            IsError = type.SequenceEqual("error"u8);
            IsLast = type.SequenceEqual("message_delta"u8) || type.SequenceEqual("message_stop"u8);
            HasEnded |= type.SequenceEqual("message_stop"u8);
            ClosesAll = IsError || type.SequenceEqual("content_block_start"u8) || type.SequenceEqual("content_block_stop"u8) || type.SequenceEqual("message_delta"u8) || type.SequenceEqual("message_stop"u8);
        }

        if (field == Field.StopReason) CallsTool |= body.Slice(start, length).SequenceEqual("tool_use"u8);
        return field switch
        {
            Field.PartialJson => SegmentKind.JsonText,
            Field.Thinking => SegmentKind.Protected,
            _ => base.KindOf(body, field, start, length),
        };
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (TypeOf(body, frame).SequenceEqual("redacted_thinking"u8))
        {
            foreach (ref var segment in Since(frame)) segment.Kind = SegmentKind.Protected;
        }

        base.OnObjectEnd(body, ref frame);
    }

    protected override TokenUsage Normalize(in TokenUsage reported) => reported with { Input = reported.Input + (reported.CachedInput ?? 0) + (reported.CacheWrite ?? 0) };
}
