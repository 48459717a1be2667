using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Writes a stream of the Messages API.</summary>
/// <remarks>Blocks stand one after the other here. Where the steps of two parts come in turns, those of the later part wait until the earlier one has ended.</remarks>
internal sealed class MessagesStreamSink(AnswerFrame frame) : StreamSink
{
    private readonly List<AnswerEvent> _waiting = [];
    private TokenUsage _usage;
    private ChoiceEnded? _end;
    private int? _open; // the part that is being written
    private Part _opening = new TextPart("");
    private int _blocks;
    private bool _hasStarted, _isRefused;

    public override void Write(AnswerEvent step, IBufferWriter<byte> output)
    {
        switch (step)
        {
            case AnswerStarted started: Start(started, output); break;
            case PartStarted { Choice: 0 } or PartDelta { Choice: 0 } or PartEnded { Choice: 0 }: Take(step, output); break; // a client of this dialect asks for one choice
            case ChoiceEnded { Choice: 0 } ended: _end = ended; break; // written with the usage, which comes later elsewhere
            case UsageTold told: _usage = told.Usage; break;
            case AnswerEnded: End(output); break;
            case AnswerFailed failed: ErrorWriter.WriteEvent(DialectId.AnthropicMessages, failed.Error.ToClient(frame.RequestId), false, false, output); break;
            default: break;
        }
    }

    private void Start(AnswerStarted started, IBufferWriter<byte> output)
    {
        if (_hasStarted) return;
        _hasStarted = true;
        Event("message_start", output, json =>
        {
            json.WriteStartObject("message");
            MessagesAnswerComposer.WriteHead(started.Id, started.Model, frame, json);
            json.WriteStartArray("content");
            json.WriteEndArray();
            MessagesAnswerComposer.WriteStop(null, null, json);
            MessagesUsage.Write(_usage, json, isDelta: false);
            json.WriteEndObject();
        });
    }

    private void Take(AnswerEvent step, IBufferWriter<byte> output)
    {
        if (_open is { } open && PartOf(step) != open)
        {
            _waiting.Add(step);
            return;
        }

        WriteStep(step, output);
        while (_open is null && _waiting.Count > 0) WriteNext(output);
    }

    // The first part that waits goes on, with all that has come of it.
    private void WriteNext(IBufferWriter<byte> output)
    {
        var part = PartOf(_waiting[0]);
        foreach (var step in _waiting.Where(s => PartOf(s) == part).ToList()) WriteStep(step, output);
        _waiting.RemoveAll(s => PartOf(s) == part);
    }

    private void WriteStep(AnswerEvent step, IBufferWriter<byte> output)
    {
        switch (step)
        {
            case PartStarted started: Open(started, output); break;
            case PartDelta { Text.Length: > 0 } delta: Add(delta.Text, output); break;
            case PartEnded ended: Close(ended.Signature, output); break;
            default: break;
        }
    }

    private void Open(PartStarted started, IBufferWriter<byte> output)
    {
        if (!_hasStarted) Start(new AnswerStarted(null, null, null), output);
        (_open, _opening) = (started.Part, started.Opening);
        _isRefused |= started.Opening is RefusalPart;
        Event("content_block_start", output, json =>
        {
            json.WriteNumber("index", _blocks);
            json.WriteStartObject("content_block");
            switch (started.Opening)
            {
                case ToolCallPart call:
                    json.WriteString("type", "tool_use");
                    json.WriteString("id", ToolUseId.Of(call.Id));
                    json.WriteString("name", call.Name);
                    json.WriteStartObject("input");
                    json.WriteEndObject();
                    break;
                case ReasoningPart:
                    json.WriteString("type", "thinking");
                    json.WriteString("thinking", "");
                    json.WriteString("signature", "");
                    break;
                case TextPart or RefusalPart:
                    json.WriteString("type", "text");
                    json.WriteString("text", "");
                    json.WriteNull("citations");
                    break;
                default: throw new UntranslatableException("part of the answer");
            }

            json.WriteEndObject();
        });
    }

    private void Add(string text, IBufferWriter<byte> output) => Delta(output, json =>
    {
        var (type, name) = _opening switch
        {
            ToolCallPart => ("input_json_delta", "partial_json"),
            ReasoningPart => ("thinking_delta", "thinking"),
            _ => ("text_delta", "text"),
        };
        json.WriteString("type", type);
        json.WriteString(name, text);
    });

    private void Close(string? signature, IBufferWriter<byte> output)
    {
        if (_open is null) return;
        if (_opening is ReasoningPart && signature is not null)
        {
            Delta(output, json =>
            {
                json.WriteString("type", "signature_delta");
                json.WriteString("signature", signature);
            });
        }

        Event("content_block_stop", output, json => json.WriteNumber("index", _blocks));
        _blocks++;
        _open = null;
    }

    private void End(IBufferWriter<byte> output)
    {
        if (!_hasStarted) Start(new AnswerStarted(null, null, null), output);
        Close(null, output);
        while (_waiting.Count > 0)
        {
            WriteNext(output);
            Close(null, output);
        }

        var stop = MessagesStopReasons.Write(_end?.Stop ?? StopReason.Completed, _isRefused);
        Event("message_delta", output, json =>
        {
            json.WriteStartObject("delta");
            MessagesAnswerComposer.WriteStop(stop, _end?.StopSequence, json);
            json.WriteEndObject();
            MessagesUsage.Write(_usage, json, isDelta: true);
        });
        Event("message_stop", output, static _ => { });
    }

    private void Delta(IBufferWriter<byte> output, Action<Utf8JsonWriter> write) => Event("content_block_delta", output, json =>
    {
        json.WriteNumber("index", _blocks);
        json.WriteStartObject("delta");
        write(json);
        json.WriteEndObject();
    });

    private static int PartOf(AnswerEvent step) => step switch
    {
        PartStarted started => started.Part,
        PartDelta delta => delta.Part,
        PartEnded ended => ended.Part,
        _ => -1,
    };

    private static void Event(string type, IBufferWriter<byte> output, Action<Utf8JsonWriter> write) => JsonPieces.WriteEvent(output, System.Text.Encoding.ASCII.GetBytes(type), json =>
    {
        json.WriteString("type", type);
        write(json);
    });
}
