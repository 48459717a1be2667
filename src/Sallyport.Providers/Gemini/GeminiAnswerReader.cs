using System.Buffers.Text;
using Sallyport.Providers.Json;

namespace Sallyport.Providers.Gemini;

/// <summary>Answer of Gemini's generate, count and embed methods, whole or one element of a stream.</summary>
public sealed class GeminiAnswerReader : AnswerReader
{
    private long? _toolPrompt; // of the answer so far; usage is repeated with each element of a stream
    private long _detail;
    private Modality _modality;

    private enum Modality
    {
        Other,
        Audio,
        Image,
    }

    public override bool JoinsParts => true;

    public override void Reset()
    {
        base.Reset();
        _toolPrompt = null;
    }

    protected override void OnOpen(int start)
    {
        if (Top.Name == Field.FunctionCall) CallsTool = true;
        if (Top.Name is Field.PromptTokensDetails or Field.CandidatesTokensDetails) (_detail, _modality) = (0, Modality.Other);
        if (Depth == 2 && Top.Name == Field.Error) IsError = ClosesAll = true;
    }

    protected override bool IsAnswerText(Field field) => field == Field.Text && Top.Name == Field.Parts;

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (field == Field.FinishReason) CloseChoice();
        if (field == Field.Modality) _modality = ModalityOf(body.Slice(start, length));
        if (field == Field.WebSearchQueries) Reported = Reported with { WebSearches = (Reported.WebSearches ?? 0) + 1 };
        return field switch
        {
            Field.Data when Top.Name == Field.InlineData => SegmentKind.Media,
            Field.Name when Top.Name is Field.FunctionResponse => SegmentKind.Identifier,
            Field.Modality => SegmentKind.Identifier,
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
        else if (Depth > 2 && At(Depth - 2) == Field.UsageMetadata)
        {
            if (frame.Name == Field.PromptTokensDetails && _modality == Modality.Audio) Reported = Reported with { InputAudio = _detail };
            else if (frame.Name == Field.CandidatesTokensDetails && _modality == Modality.Audio) Reported = Reported with { OutputAudio = _detail };
            else if (frame.Name == Field.CandidatesTokensDetails && _modality == Modality.Image) Reported = Reported with { OutputImage = _detail };
        }

        base.OnObjectEnd(body, ref frame);
    }

    // Thoughts stand beside the answer, and what tools read beside the prompt; both are billed with it.
    protected override TokenUsage Normalize(in TokenUsage reported) =>
        reported with { Input = reported.Input + (_toolPrompt ?? 0), Output = reported.Output is null && reported.Reasoning is null ? null : (reported.Output ?? 0) + (reported.Reasoning ?? 0) };

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field is not (Field.TokenCount or Field.ToolUsePromptTokenCount) || !Utf8Parser.TryParse(number, out long count, out _)) return;
        if (field == Field.TokenCount) _detail = count;
        else if (Top.Name == Field.UsageMetadata) _toolPrompt = count;
    }

    private static Modality ModalityOf(ReadOnlySpan<byte> word) => word.SequenceEqual("AUDIO"u8) ? Modality.Audio : word.SequenceEqual("IMAGE"u8) ? Modality.Image : Modality.Other;
}
