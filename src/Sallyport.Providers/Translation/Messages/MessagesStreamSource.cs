using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Reads a stream of the Messages API: blocks one after the other.</summary>
internal sealed class MessagesStreamSource : StreamSource
{
    private readonly MessagesUsage _usage = new();
    private int _parts;
    private int? _open;
    private string? _signature;
    private bool _callsTools, _isCall, _isLocked, _hasArguments, _hasStopped, _hasEnded;

    public override void Read(JsonElement data, List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        switch (data.TextOf("type"))
        {
            case "message_start":
                data.TryMember("message", out var message);
                into.Add(new AnswerStarted(message.TextOf("id"), message.TextOf("model"), null));
                TellUsage(message, into);
                break;
            case "content_block_start":
                data.TryMember("content_block", out var block);
                Open(block, into);
                break;
            case "content_block_delta":
                data.TryMember("delta", out var delta);
                Add(delta, into);
                break;
            case "content_block_stop": Close(into); break;
            case "message_delta": Stop(data, into); break;
            case "message_stop": Finish(into); break;
            case "error":
                _hasEnded = true;
                into.Add(new AnswerFailed(MessagesErrorParser.Read(data, 0) ?? new ProviderError("", null, ErrorKind.Upstream)));
                break;
            default: break; // ping; Anthropic adds events, and asks clients to pass over those they do not know
        }
    }

    public override void Finish(List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        _hasEnded = true;
        Close(into);
        if (!_hasStopped) into.Add(new ChoiceEnded(0, MessagesStopReasons.Read(null, _callsTools)));
        into.Add(new AnswerEnded());
    }

    private void Open(JsonElement block, List<AnswerEvent> into)
    {
        Close(into);
        (_signature, _hasArguments, _isCall, _isLocked) = (null, false, false, false);
        string? first = null;
        Part opening;
        switch (block.TextOf("type"))
        {
            case "text": (opening, first) = (new TextPart(""), block.TextOf("text")); break;
            case "thinking": (opening, first, _signature) = (new ReasoningPart("", null), block.TextOf("thinking"), Known(block.TextOf("signature"))); break;
            case "redacted_thinking": _isLocked = true; return; // thoughts that are locked up
            case "tool_use":
                opening = new ToolCallPart(block.TextOf("id") ?? "", block.TextOf("name") ?? "", "");
                _isCall = _callsTools = true;
                if (block.TryMember("input", out var input) && input.ValueKind is JsonValueKind.Object && input.EnumerateObject().Any()) first = input.GetRawText(); // compatible servers send them whole
                break;
            default: throw new UntranslatableException("content_block.type");
        }

        _open = _parts++;
        into.Add(new PartStarted(0, _open.Value, opening));
        Say(first, into);
    }

    private void Add(JsonElement delta, List<AnswerEvent> into)
    {
        switch (delta.TextOf("type"))
        {
            case "text_delta": Say(delta.TextOf("text"), into); break;
            case "thinking_delta": Say(delta.TextOf("thinking"), into); break;
            case "input_json_delta": Say(delta.TextOf("partial_json"), into); break;
            case "signature_delta": _signature += delta.TextOf("signature"); break;
            case "citations_delta": break; // only for documents whose citations are asked for
            default:
                if (!_isLocked) throw new UntranslatableException("content_block_delta.type");
                break;
        }
    }

    private void Say(string? text, List<AnswerEvent> into)
    {
        if (_open is not { } part || string.IsNullOrEmpty(text)) return;
        _hasArguments = true;
        into.Add(new PartDelta(0, part, text));
    }

    private void Close(List<AnswerEvent> into)
    {
        if (_open is not { } part) return;
        if (_isCall && !_hasArguments) into.Add(new PartDelta(0, part, "{}")); // a call without arguments has no delta here, and an empty text is no JSON elsewhere
        into.Add(new PartEnded(0, part, _signature));
        _open = null;
    }

    private void Stop(JsonElement data, List<AnswerEvent> into)
    {
        data.TryMember("delta", out var delta);
        Close(into);
        if (delta.TextOf("stop_reason") is { } reason && !_hasStopped)
        {
            _hasStopped = true;
            var stop = MessagesStopReasons.Read(reason, _callsTools);
            if (stop is StopReason.ContentFilter && MessagesAnswerParser.ExplanationOf(delta) is { } words)
            {
                var part = _parts++;
                into.Add(new PartStarted(0, part, new RefusalPart("")));
                into.Add(new PartDelta(0, part, words));
                into.Add(new PartEnded(0, part));
            }

            into.Add(new ChoiceEnded(0, stop, delta.TextOf("stop_sequence")));
        }

        TellUsage(data, into);
    }

    private void TellUsage(JsonElement holder, List<AnswerEvent> into)
    {
        if (_usage.Read(holder)) into.Add(new UsageTold(_usage.Known));
    }

    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
