using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Writes a client's events: the whole ladder, from <c>response.created</c> to <c>response.completed</c>, each with its number.</summary>
/// <remarks>
/// Neighbouring words are the contents of one message; a call or a thought is an item of its own and may be open beside others. What was
/// said is kept until the end, because this dialect says everything once more when it is done. Only the first answer is written: a client
/// of this dialect cannot ask for several.
/// </remarks>
internal sealed class ResponsesStreamSink(AnswerFrame frame) : StreamSink
{
    private readonly Dictionary<int, Open> _open = [];
    private readonly List<ResponsesItem> _items = [];
    private ResponsesHead _head = new(frame, null, null);
    private (ResponsesItem Item, int Index)? _message;
    private StopReason _stop = StopReason.Completed;
    private TokenUsage _usage;
    private long _sequence;
    private bool _hasStarted;

    public override void Write(AnswerEvent step, IBufferWriter<byte> output)
    {
        switch (step)
        {
            case AnswerStarted started:
                Start(started, output);
                break;
            case PartStarted { Choice: 0 } started:
                Start(null, output);
                OpenPart(started, output);
                break;
            case PartDelta { Choice: 0, Text.Length: > 0 } delta when _open.TryGetValue(delta.Part, out var open):
                open.Said.Append(delta.Text);
                Within(output, open, DeltaOf(open.Opening), json => json.WriteString("delta", delta.Text));
                break;
            case PartEnded { Choice: 0 } ended when _open.Remove(ended.Part, out var open):
                EndPart(open, output);
                break;
            case ChoiceEnded { Choice: 0 } ended:
                _stop = ended.Stop;
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

    private static string DeltaOf(Part opening) => opening switch
    {
        RefusalPart => "response.refusal.delta",
        ToolCallPart => "response.function_call_arguments.delta",
        ReasoningPart => "response.reasoning_summary_text.delta",
        _ => "response.output_text.delta",
    };

    private void Start(AnswerStarted? started, IBufferWriter<byte> output)
    {
        if (_hasStarted) return;
        _hasStarted = true;
        _head = new ResponsesHead(frame, started?.Model, started?.CreatedAt);
        Whole(output, "response.created", "in_progress");
        Whole(output, "response.in_progress", "in_progress");
    }

    private void OpenPart(PartStarted started, IBufferWriter<byte> output)
    {
        var opening = started.Opening;
        if (opening is TextPart or RefusalPart)
        {
            var (item, index) = _message ??= AddItem(opening, [], output);
            var open = new Open(opening, item, index, item.Parts.Count);
            item.Parts.Add(opening);
            _open[started.Part] = open;
            Part(output, "response.content_part.added", open, opening);
            return;
        }

        EndMessage(output);
        var (own, place) = AddItem(opening, [opening], output);
        _open[started.Part] = new Open(opening, own, place, 0);
        if (opening is ReasoningPart) Part(output, "response.reasoning_summary_part.added", _open[started.Part], opening);
    }

    private (ResponsesItem Item, int Index) AddItem(Part opening, List<Part> parts, IBufferWriter<byte> output)
    {
        var item = new ResponsesItem(ResponsesItems.IdOf(opening, frame.RequestId, _items.Count), parts);
        _items.Add(item);
        Item(output, "response.output_item.added", item, _items.Count - 1, "in_progress");
        return (item, _items.Count - 1);
    }

    private void EndPart(Open open, IBufferWriter<byte> output)
    {
        var said = open.Said.ToString();
        switch (open.Opening)
        {
            case ToolCallPart call:
                said = said.Length == 0 ? "{}" : said;
                open.Item.Parts[0] = call with { Arguments = said };
                Within(output, open, "response.function_call_arguments.done", json =>
                {
                    json.WriteString("name", call.Name);
                    json.WriteString("arguments", said);
                });
                Item(output, "response.output_item.done", open.Item, open.Index, "completed");
                break;
            case ReasoningPart:
                open.Item.Parts[0] = new ReasoningPart(said, null);
                Within(output, open, "response.reasoning_summary_text.done", json => json.WriteString("text", said));
                Part(output, "response.reasoning_summary_part.done", open, open.Item.Parts[0]);
                Item(output, "response.output_item.done", open.Item, open.Index, "completed");
                break;
            case RefusalPart:
                open.Item.Parts[open.Content] = new RefusalPart(said);
                Within(output, open, "response.refusal.done", json => json.WriteString("refusal", said));
                Part(output, "response.content_part.done", open, open.Item.Parts[open.Content]);
                break;
            default:
                open.Item.Parts[open.Content] = new TextPart(said);
                Within(output, open, "response.output_text.done", json => json.WriteString("text", said));
                Part(output, "response.content_part.done", open, open.Item.Parts[open.Content]);
                break;
        }
    }

    private void EndMessage(IBufferWriter<byte> output)
    {
        if (_message is not { } message) return;
        _message = null;
        Item(output, "response.output_item.done", message.Item, message.Index, "completed");
    }

    private void End(IBufferWriter<byte> output)
    {
        Start(null, output);
        foreach (var open in _open.Values.OrderBy(open => open.Index).ToList()) EndPart(open, output);
        _open.Clear();
        EndMessage(output);
        var status = ResponsesAnswerWriting.StatusOf(_stop, _items);
        Whole(output, status == "completed" ? "response.completed" : "response.incomplete", status);
    }

    // The member `error` at the top makes the official libraries throw; `response` is what agents read.
    private void Fail(ProviderError error, IBufferWriter<byte> output)
    {
        var told = error.ToClient(frame.RequestId);
        Event(output, "response.failed", json =>
        {
            ErrorWriter.WriteOpenAIError(json, told);
            json.WritePropertyName("response");
            _head.Write(json, "failed", [], _usage, error);
        });
    }

    private void Whole(IBufferWriter<byte> output, string type, string status) => Event(output, type, json =>
    {
        json.WritePropertyName("response");
        _head.Write(json, status, _items, status == "in_progress" ? default : _usage);
    });

    private void Item(IBufferWriter<byte> output, string type, ResponsesItem item, int index, string status) => Event(output, type, json =>
    {
        json.WriteNumber("output_index", index);
        json.WritePropertyName("item");
        if (status == "in_progress" && item.Parts is [ReasoningPart]) new ResponsesItem(item.Id, [new ReasoningPart("", null)]).Write(json, status);
        else item.Write(json, status);
    });

    private void Part(IBufferWriter<byte> output, string type, Open open, Part part) => Within(output, open, type, json =>
    {
        json.WritePropertyName("part");
        if (part is ReasoningPart thought) ResponsesItem.WriteSummary(json, thought.Text);
        else ResponsesItem.WriteContent(json, part);
    });

    private void Within(IBufferWriter<byte> output, Open open, string type, Action<Utf8JsonWriter> write) => Event(output, type, json =>
    {
        json.WriteString("item_id", open.Item.Id);
        json.WriteNumber("output_index", open.Index);
        if (open.Opening is ReasoningPart) json.WriteNumber("summary_index", 0);
        else if (open.Opening is not ToolCallPart) json.WriteNumber("content_index", open.Content);
        write(json);
        if (type.StartsWith("response.output_text", StringComparison.Ordinal))
        {
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        }
    });

    private void Event(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> write)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        using (var json = JsonPieces.Writer(output))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("sequence_number", _sequence++);
            write(json);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private sealed record Open(Part Opening, ResponsesItem Item, int Index, int Content)
    {
        public StringBuilder Said { get; } = new();
    }
}
