using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Answer of the Responses API, whole or one event.</summary>
public sealed class ResponsesAnswerReader : AnswerReader
{
    protected override bool IsAnswerText(Field field) => field == Field.Text && At(2) == Field.Output && Top.Name == Field.Content;

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (Depth == 1 && field == Field.Type)
        {
            var type = body.Slice(start, length);
            IsError = type.SequenceEqual("error"u8) || type.SequenceEqual("response.failed"u8);
            HasEnded |= type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) || type.SequenceEqual("response.failed"u8);
            ClosesAll = IsError || type.EndsWith(".done"u8) || type.EndsWith(".completed"u8) || type.EndsWith(".incomplete"u8);
        }

        return field switch
        {
            Field.Arguments => SegmentKind.JsonText,
            Field.Data when Top.Name == Field.Audio => SegmentKind.Media,
            _ => base.KindOf(body, field, start, length),
        };
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (Depth == 1)
        {
            var type = TypeOf(body, frame);
            var (isJson, isCall) = (type.EndsWith("arguments.delta"u8), type.EndsWith("tool_call_input.delta"u8) || type.EndsWith("call_code.delta"u8));
            if (isJson || isCall)
            {
                foreach (ref var segment in Since(frame))
                {
                    if (isJson) segment.Kind = SegmentKind.JsonText;
                    segment.IsArguments = true;
                }
            }
        }

        base.OnObjectEnd(body, ref frame);
    }
}
