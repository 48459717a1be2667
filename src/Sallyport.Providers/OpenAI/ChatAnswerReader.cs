using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Answer of chat completions, whole or one chunk. Serves embeddings, moderations and rerankings too, whose answers have no words of a model.</summary>
public class ChatAnswerReader : AnswerReader
{
    private bool _anyChoice, _anyUsage;

    protected override void OnStart()
    {
        base.OnStart();
        _anyChoice = _anyUsage = false;
    }

    protected override void OnOpen(int start)
    {
        if (Depth == 2 && Top.Name == Field.Error) IsError = ClosesAll = true;
        else if (Depth == 2 && Top.Name == Field.Usage) _anyUsage = true;
        else if (Depth == 3 && Top.Name == Field.Choices) _anyChoice = true;
    }

    protected override bool IsAnswerText(Field field) => field == Field.Content && Top.Name is Field.Delta or Field.Message;

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (field == Field.FinishReason)
        {
            CloseChoice();
            CallsTool |= body.Slice(start, length).SequenceEqual("tool_calls"u8) || body.Slice(start, length).SequenceEqual("function_call"u8);
        }

        return field switch
        {
            Field.Arguments when Top.Name is Field.Function or Field.FunctionCall => SegmentKind.JsonText,
            Field.Data when Top.Name == Field.Audio => SegmentKind.Media,
            _ => base.KindOf(body, field, start, length),
        };
    }

    protected override bool OnEnd()
    {
        IsUsageOnly = _anyUsage && !_anyChoice && !IsError;
        return true;
    }
}
