using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Answer of the Responses API, whole or one event.</summary>
public sealed class ResponsesAnswerReader : AnswerReader
{
    private int _said; // where the event itself says something: what it is, only its type tells

    protected override void OnStart()
    {
        base.OnStart();
        _said = -1;
    }

    // A stream says every text several times: in deltas, when it is done, with its item, and with the whole response.
    protected override bool IsAnswerText(Field field)
    {
        if (Depth == 1 && field is Field.Delta or Field.Text) _said = Segments.Count - 1;
        return _said == Segments.Count - 1 || (field == Field.Text && Top.Name is Field.Content or Field.Part);
    }

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (Depth == 1 && field == Field.Type)
        {
            var type = body.Slice(start, length);
            IsError = type.SequenceEqual("error"u8) || type.SequenceEqual("response.failed"u8);
            IsLast = type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8);
            HasEnded |= IsLast || type.SequenceEqual("response.failed"u8);
            ClosesAll = IsError || IsLast || type.EndsWith(".done"u8) || type.EndsWith(".completed"u8) || type.EndsWith(".incomplete"u8);
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
        if (frame.Name is Field.Content or Field.Part && !TypeOf(body, frame).SequenceEqual("output_text"u8)) Silence(Since(frame)); // what the model reasons
        if (frame.Name is Field.Item or Field.Output && (TypeOf(body, frame).SequenceEqual("function_call"u8) || TypeOf(body, frame).SequenceEqual("custom_tool_call"u8))) CallsTool = true;
        if (frame.Name == Field.Action && !TypeOf(body, frame).SequenceEqual("search"u8)) FrameAt(Depth - 1).Mark = true; // opening a page that was found is not billed
        else if (frame.Name == Field.Output && TypeOf(body, frame).SequenceEqual("web_search_call"u8) && !frame.Mark) Reported = Reported with { WebSearches = (Reported.WebSearches ?? 0) + 1 };
        else if (frame.Name == Field.Output && TypeOf(body, frame).SequenceEqual("file_search_call"u8)) Reported = Reported with { FileSearches = (Reported.FileSearches ?? 0) + 1 };
        if (Depth == 1)
        {
            var type = TypeOf(body, frame);
            if (_said >= 0 && !type.StartsWith("response.output_text."u8)) Silence(Since(frame).Slice(_said - frame.FirstSegment, 1));
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

    private static void Silence(Span<TextSegment> segments)
    {
        foreach (ref var segment in segments) segment.IsAnswer = false;
    }
}
