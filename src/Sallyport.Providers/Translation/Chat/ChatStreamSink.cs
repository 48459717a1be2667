using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Writes a stream of chat completions.</summary>
internal sealed class ChatStreamSink(AnswerFrame frame) : StreamSink
{
    private readonly HashSet<int> _choices = [];
    private readonly Dictionary<int, int> _callCounts = [];
    private readonly Dictionary<(int Choice, int Part), (Part Opening, int Call)> _parts = [];
    private AnswerStarted _start = new(null, null, null);
    private TokenUsage _usage;

    public override void Write(AnswerEvent step, IBufferWriter<byte> output)
    {
        switch (step)
        {
            case AnswerStarted started:
                _start = started;
                Begin(0, output);
                break;
            case PartStarted started: Open(started, output); break;
            case PartDelta { Text.Length: > 0 } delta: Add(delta, output); break;
            case ChoiceEnded ended:
                Begin(ended.Choice, output);
                Chunk(ended.Choice, output, static _ => { }, ChatStopReasons.Write(ended.Stop));
                break;
            case UsageTold told: _usage = told.Usage; break;
            case AnswerEnded: End(output); break;
            case AnswerFailed failed: ErrorWriter.WriteEvent(DialectId.OpenAIChat, failed.Error.ToClient(frame.RequestId), false, false, output); break; // no [DONE]: the answer is not whole
            default: break;
        }
    }

    // The first chunk of each choice names the role.
    private void Begin(int choice, IBufferWriter<byte> output)
    {
        if (!_choices.Add(choice)) return;
        Chunk(choice, output, static delta =>
        {
            delta.WriteString("role", "assistant");
            delta.WriteString("content", "");
            delta.WriteNull("refusal");
        });
    }

    private void Open(PartStarted started, IBufferWriter<byte> output)
    {
        Begin(started.Choice, output);
        var call = -1;
        if (started.Opening is ToolCallPart opening)
        {
            call = _callCounts.GetValueOrDefault(started.Choice);
            _callCounts[started.Choice] = call + 1;
            Chunk(started.Choice, output, delta => WriteCall(call, opening, "", delta));
        }

        _parts[(started.Choice, started.Part)] = (started.Opening, call);
    }

    private void Add(PartDelta delta, IBufferWriter<byte> output)
    {
        var (opening, call) = _parts[(delta.Choice, delta.Part)];
        Chunk(delta.Choice, output, json =>
        {
            switch (opening)
            {
                case ToolCallPart: WriteCall(call, null, delta.Text, json); break;
                case RefusalPart: json.WriteString("refusal", delta.Text); break;
                case ReasoningPart: json.WriteString("reasoning_content", delta.Text); break;
                default: json.WriteString("content", delta.Text); break;
            }
        });
    }

    private void End(IBufferWriter<byte> output)
    {
        if (frame.WantsUsage)
        {
            JsonPieces.WriteEvent(output, default, json =>
            {
                WriteHead(json);
                json.WriteStartArray("choices");
                json.WriteEndArray();
                ChatUsage.Write(_usage, json);
            });
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    private void Chunk(int choice, IBufferWriter<byte> output, Action<Utf8JsonWriter> write, string? stop = null) => JsonPieces.WriteEvent(output, default, json =>
    {
        WriteHead(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", choice);
        json.WriteStartObject("delta");
        write(json);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", stop);
        json.WriteEndObject();
        json.WriteEndArray();
        if (frame.WantsUsage) json.WriteNull("usage");
    });

    private void WriteHead(Utf8JsonWriter json) => ChatAnswerComposer.WriteHead("chat.completion.chunk", _start.Id, _start.Model, _start.CreatedAt, frame, json);

    private static void WriteCall(int call, ToolCallPart? opening, string arguments, Utf8JsonWriter json)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", call);
        if (opening is not null)
        {
            json.WriteString("id", opening.Id);
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (opening is not null) json.WriteString("name", opening.Name);
        json.WriteString("arguments", arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
