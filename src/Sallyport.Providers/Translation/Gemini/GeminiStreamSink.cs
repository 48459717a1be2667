using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Writes a Gemini client's stream, as events or as one JSON array.</summary>
/// <remarks>A call is held until it is whole, and the reasons to end until the usage is known: both stand in the last event.</remarks>
internal sealed class GeminiStreamSink(AnswerFrame frame) : StreamSink
{
    private readonly Dictionary<(int Choice, int Part), Open> _open = [];
    private readonly SortedDictionary<int, string> _finished = [];
    private TokenUsage _usage;
    private string? _id, _model;
    private bool _isUnderWay;

    public override void Write(AnswerEvent step, IBufferWriter<byte> output)
    {
        switch (step)
        {
            case AnswerStarted started:
                (_id, _model) = (started.Id, started.Model);
                break;
            case PartStarted started:
                _open[(started.Choice, started.Part)] = new Open(started.Opening);
                break;
            case PartDelta { Text.Length: > 0 } delta when _open.TryGetValue((delta.Choice, delta.Part), out var open):
                if (open.Opening is ToolCallPart) open.Arguments.Append(delta.Text);
                else Chunk(output, [(delta.Choice, [Saying(open.Opening, delta.Text)], null)]);
                break;
            case PartEnded ended when _open.Remove((ended.Choice, ended.Part), out var open) && open.Opening is ToolCallPart call:
                Chunk(output, [(ended.Choice, [call with { Arguments = JsonPieces.ArgumentsOf(open.Arguments.ToString()), Signature = ended.Signature ?? call.Signature }], null)]);
                break;
            case ChoiceEnded ended:
                _finished.TryAdd(ended.Choice, GeminiFinish.Write(ended.Stop));
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case AnswerFailed failed:
                Fail(failed.Error, output);
                break;
            case AnswerEnded:
                End(output);
                break;
        }
    }

    private static Part Saying(Part opening, string text) => opening is ReasoningPart ? new ReasoningPart(text, null) : new TextPart(text);

    private void End(IBufferWriter<byte> output)
    {
        if (_finished.Count == 0) _finished[0] = "STOP";
        Chunk(output, [.. _finished.Select(choice => (choice.Key, Array.Empty<Part>(), (string?)choice.Value))], isLast: true);
        if (frame.IsArray) output.Write("\n]\n"u8);
    }

    private void Fail(ProviderError error, IBufferWriter<byte> output)
    {
        ErrorWriter.WriteEvent(DialectId.Gemini, error.ToClient(frame.RequestId), frame.IsArray, isFirst: !_isUnderWay, output);
    }

    private void Chunk(IBufferWriter<byte> output, (int Choice, Part[] Parts, string? Finish)[] candidates, bool isLast = false)
    {
        if (!frame.IsArray) output.Write("data: "u8);
        else output.Write(_isUnderWay ? ",\r\n"u8 : "["u8);
        _isUnderWay = true;
        using (var json = JsonPieces.Writer(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("candidates");
            foreach (var (choice, parts, finish) in candidates) GeminiAnswerWriting.WriteCandidate(json, choice, parts, finish);
            json.WriteEndArray();
            GeminiAnswerWriting.WriteEnd(json, isLast ? _usage : default, _id ?? frame.RequestId, frame.Model ?? _model);
            json.WriteEndObject();
        }

        if (!frame.IsArray) output.Write("\n\n"u8);
    }

    private sealed record Open(Part Opening)
    {
        public StringBuilder Arguments { get; } = new();
    }
}
