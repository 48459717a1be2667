using Sallyport.Providers.Json;

namespace Sallyport.Providers.Gemini;

/// <summary>Answer of Gemini's generate, count and embed methods, whole or one element of a stream.</summary>
public sealed class GeminiAnswerReader : AnswerReader
{
    public override bool JoinsParts => true;

    protected override void OnOpen(int start)
    {
        if (Top.Name == Field.FunctionCall) CallsTool = true;
        if (Depth == 2 && Top.Name == Field.Error) IsError = ClosesAll = true;
    }

    protected override bool IsAnswerText(Field field) => field == Field.Text && Top.Name == Field.Parts;

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (field == Field.FinishReason) CloseChoice();
        return field switch
        {
            Field.Data when Top.Name == Field.InlineData => SegmentKind.Media,
            Field.Name when Top.Name is Field.FunctionResponse => SegmentKind.Identifier,
            _ => base.KindOf(body, field, start, length),
        };
    }

    protected override void OnLiteral(JsonToken token, Field field, int start)
    {
        if (field == Field.Thought && token == JsonToken.True) (Top.Key, Top.Mark) = (HashCode.Combine(Top.Key, (int)Field.Thought), true); // thoughts and answer are two texts
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (frame is { Name: Field.Parts, Mark: true })
        {
            foreach (ref var segment in Since(frame)) segment.IsAnswer = false;
        }

        base.OnObjectEnd(body, ref frame);
    }

    protected override TokenUsage Normalize(long? input, long? output, long? cacheRead, long? cacheWrite, long? reasoning) =>
        new(input, output is null ? null : output + (reasoning ?? 0), cacheRead, cacheWrite, reasoning);
}
