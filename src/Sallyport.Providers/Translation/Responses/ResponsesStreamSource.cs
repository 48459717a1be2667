using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads an upstream's events. Texts that are told again when they are done are read only if nothing of them came before.</summary>
internal sealed class ResponsesStreamSource : StreamSource
{
    private readonly Dictionary<(long Item, long Content), Open> _open = [];
    private readonly HashSet<long> _told = []; // items of which something was said before they were done
    private int _parts;
    private bool _hasStarted, _hasEnded, _hasCalls, _hasRefusal;

    public override void Read(JsonElement data, List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        var body = JsonPlace.Body(data);
        var type = body.Member("type")?.Text();
        if (type is "error" || (type is null && body.Member("error") is not null))
        {
            Fail(ResponsesErrorReading.ReadEvent(data), into);
            return;
        }

        Start(body.Member("response"), into);
        switch (type)
        {
            case "response.output_item.added":
                AddItem(body, into);
                break;
            case "response.content_part.added":
                OpenPart(body, OpeningOf(body.Member("part")), into);
                break;
            case "response.output_text.delta":
                Say(body, new TextPart(""), "delta", into);
                break;
            case "response.refusal.delta":
                Say(body, new RefusalPart(""), "delta", into);
                break;
            case "response.function_call_arguments.delta" when _open.ContainsKey(KeyOf(body)): // else the item itself tells all when it is done
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                Say(body, new ReasoningPart("", null), "delta", into);
                break;
            case "response.reasoning_summary_part.added":
                if (_open.TryGetValue(KeyOf(body), out var open) && open.HasText) into.Add(new PartDelta(0, open.Part, "\n\n"));
                break;
            case "response.content_part.done":
                EndPart(KeyOf(body), body.Member("part"), into);
                break;
            case "response.output_item.done":
                EndItem(body, into);
                break;
            case "response.completed" or "response.incomplete":
                End(body.Member("response") ?? throw body.Refusal(), into);
                break;
            case "response.failed":
                Fail(body.Member("response")?.Member("error") is { } error ? ResponsesErrorReading.Of(error, 500) : new ProviderError("The provider gave no reason.", null, ErrorKind.Upstream), into);
                break;
        }
    }

    public override void Finish(List<AnswerEvent> into)
    {
        if (!_hasEnded) Fail(new ProviderError("The answer broke off.", null, ErrorKind.Upstream), into);
    }

    // Calls and thoughts are items without parts; a message is known by its parts.
    private static (long Item, long Content) KeyOf(JsonPlace body) => (
        body.Member("output_index")?.Whole() ?? 0,
        body.Member("type")!.Text().StartsWith("response.reasoning", StringComparison.Ordinal) ? 0 : body.Member("content_index")?.Whole() ?? 0);

    private static Part OpeningOf(JsonPlace? part) => part?.Member("type")?.Text() switch
    {
        "output_text" => new TextPart(""),
        "refusal" => new RefusalPart(""),
        "reasoning_text" or "summary_text" => new ReasoningPart("", null),
        _ => throw (part?.Member("type")?.Refusal() ?? new UntranslatableException("part.type")),
    };

    private void Start(JsonPlace? response, List<AnswerEvent> into)
    {
        if (_hasStarted) return;
        _hasStarted = true;
        into.Add(new AnswerStarted(response?.Member("id")?.Text(), response?.Member("model")?.Text(), response is null ? null : ResponsesAnswerReading.CreatedAt(response)));
    }

    private void AddItem(JsonPlace body, List<AnswerEvent> into)
    {
        var item = body.Member("item") ?? throw body.Refusal();
        switch (item.Member("type")?.Text())
        {
            case "message" or "reasoning":
                break;
            case "function_call":
                OpenPart(body, ResponsesAnswerReading.CallOf(item, null), into);
                break;
            default:
                throw item.Member("type")?.Refusal() ?? item.Refusal();
        }
    }

    private Open OpenPart(JsonPlace body, Part opening, List<AnswerEvent> into)
    {
        var key = KeyOf(body);
        if (_open.TryGetValue(key, out var open)) return open;
        _told.Add(key.Item);
        _hasRefusal |= opening is RefusalPart;
        _hasCalls |= opening is ToolCallPart;
        _open[key] = open = new Open(_parts++);
        into.Add(new PartStarted(0, open.Part, opening));
        return open;
    }

    private void Say(JsonPlace body, Part opening, string name, List<AnswerEvent> into)
    {
        if (body.Member(name)?.Text() is not { Length: > 0 } text) return;
        var open = OpenPart(body, opening, into);
        open.HasText = true;
        into.Add(new PartDelta(0, open.Part, text));
    }

    private void EndPart((long Item, long Content) key, JsonPlace? whole, List<AnswerEvent> into)
    {
        if (!_open.Remove(key, out var open)) return;
        if (!open.HasText && (whole?.Member("text") ?? whole?.Member("refusal") ?? whole?.Member("arguments"))?.Text() is { Length: > 0 } text) into.Add(new PartDelta(0, open.Part, text));
        into.Add(new PartEnded(0, open.Part));
    }

    // Some servers tell an item only when it is done.
    private void EndItem(JsonPlace body, List<AnswerEvent> into)
    {
        var item = body.Member("item") ?? throw body.Refusal();
        var index = body.Member("output_index")?.Whole() ?? 0;
        if (!_told.Contains(index))
        {
            var parts = new List<Part>();
            ResponsesAnswerReading.ReadItem(item, parts);
            foreach (var part in parts) SayWhole(part, into);
        }

        var whole = item.Member("type")?.Text() is "function_call" ? item : null;
        foreach (var key in _open.Keys.Where(key => key.Item == index).Order().ToList()) EndPart(key, whole, into);
    }

    private void SayWhole(Part part, List<AnswerEvent> into)
    {
        var (opening, text) = part switch
        {
            ToolCallPart call => (call with { Arguments = "" }, call.Arguments),
            RefusalPart refusal => (new RefusalPart(""), refusal.Text),
            ReasoningPart thought => (new ReasoningPart("", null), thought.Text),
            _ => ((Part)new TextPart(""), ((TextPart)part).Text),
        };
        _hasRefusal |= part is RefusalPart;
        _hasCalls |= part is ToolCallPart;
        into.Add(new PartStarted(0, _parts, opening));
        if (text.Length > 0) into.Add(new PartDelta(0, _parts, text));
        into.Add(new PartEnded(0, _parts++));
    }

    private void End(JsonPlace response, List<AnswerEvent> into)
    {
        foreach (var key in _open.Keys.Order().ToList()) EndPart(key, null, into);
        var stop = ResponsesAnswerReading.StopOf(response, _hasCalls, _hasRefusal);
        if (response.Member("usage") is { } usage) into.Add(new UsageTold(ResponsesUsage.Read(usage)));
        into.Add(new ChoiceEnded(0, stop));
        into.Add(new AnswerEnded());
        _hasEnded = true;
    }

    private void Fail(ProviderError error, List<AnswerEvent> into)
    {
        _hasEnded = true;
        into.Add(new AnswerFailed(error));
    }

    private sealed record Open(int Part)
    {
        public bool HasText { get; set; }
    }
}
