using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Reads a stream of chat completions.</summary>
internal sealed class ChatStreamSource : StreamSource
{
    private readonly SortedDictionary<int, Choice> _choices = [];
    private bool _hasStarted, _hasEnded;

    public override void Read(JsonElement data, List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        if (ChatErrorParser.Read(data, 0) is { } error)
        {
            _hasEnded = true;
            into.Add(new AnswerFailed(error));
            return;
        }

        Start(data, into);
        foreach (var choice in data.ItemsOf("choices"))
        {
            var index = (int)(choice.WholeOf("index") ?? 0);
            if (!_choices.TryGetValue(index, out var state)) _choices.Add(index, state = new Choice(index, ChatAnswerParser.Known(data.TextOf("id"))));
            state.Read(choice, into);
        }

        if (ChatUsage.Read(data) is { } usage) into.Add(new UsageTold(usage));
    }

    public override void Finish(List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        _hasEnded = true;
        foreach (var choice in _choices.Values) choice.End(default, into);
        into.Add(new AnswerEnded());
    }

    // Azure sends a chunk without id and choices first: the verdict on the prompt.
    private void Start(JsonElement data, List<AnswerEvent> into)
    {
        var id = ChatAnswerParser.Known(data.TextOf("id"));
        if (_hasStarted || (id is null && !data.ItemsOf("choices").Any())) return;
        _hasStarted = true;
        into.Add(new AnswerStarted(id, ChatAnswerParser.Known(data.TextOf("model")), data.WholeOf("created")));
    }

    /// <summary>One choice: a text, a refusal or thoughts are open one at a time; tool calls stay open until the choice ends, for their pieces may come in turns.</summary>
    private sealed class Choice(int index, string? answerId)
    {
        private readonly Dictionary<int, (string? Id, int Part)> _calls = []; // by index: the call begun last
        private readonly List<int> _callParts = [];
        private Part? _open;
        private int _openPart, _parts;
        private bool _hasEnded;

        public void Read(JsonElement choice, List<AnswerEvent> into)
        {
            if (_hasEnded) return;
            choice.TryMember("delta", out var delta);
            ChatAnswerParser.Check(delta);
            if (ChatAnswerParser.ReasoningOf(delta) is { } thoughts) Say(new ReasoningPart("", null), thoughts, into);
            ReadContent(delta, into);
            if (ChatAnswerParser.Known(delta.TextOf("refusal")) is { } refusal) Say(new RefusalPart(""), refusal, into);
            foreach (var call in delta.ItemsOf("tool_calls")) ReadCall(call, into);
            if (choice.TextOf("finish_reason") is { Length: > 0 }) End(choice, into);
        }

        public void End(JsonElement choice, List<AnswerEvent> into)
        {
            if (_hasEnded) return;
            _hasEnded = true;
            Close(into);
            foreach (var part in _callParts) into.Add(new PartEnded(index, part));
            into.Add(new ChoiceEnded(index, ChatStopReasons.Read(choice, _callParts.Count > 0, out var sequence), sequence));
        }

        private void ReadContent(JsonElement delta, List<AnswerEvent> into)
        {
            if (ChatAnswerParser.Known(delta.TextOf("content")) is { } text) Say(new TextPart(""), text, into);
            foreach (var part in delta.ItemsOf("content"))
            {
                switch (part.TextOf("type"))
                {
                    case "text" when ChatAnswerParser.Known(part.TextOf("text")) is { } piece: Say(new TextPart(""), piece, into); break;
                    case "text": break;
                    case "thinking": Say(new ReasoningPart("", null), string.Concat(part.ItemsOf("thinking").Select(static t => t.TextOf("text"))), into); break;
                    default: throw new UntranslatableException("choices.delta.content.type");
                }
            }
        }

        private void Say(Part opening, string text, List<AnswerEvent> into)
        {
            if (_open?.GetType() != opening.GetType())
            {
                Close(into);
                (_open, _openPart) = (opening, _parts++);
                into.Add(new PartStarted(index, _openPart, opening));
            }

            into.Add(new PartDelta(index, _openPart, text));
        }

        private void ReadCall(JsonElement call, List<AnswerEvent> into)
        {
            if (call.TextOf("type") is { Length: > 0 } type and not "function") throw new UntranslatableException("choices.delta.tool_calls.type");
            call.TryMember("function", out var function);
            var name = ChatAnswerParser.Known(function.TextOf("name"));

            var id = ChatAnswerParser.Known(call.TextOf("id"));

            // Some servers leave out the index, or write 0 for every call: a name, or another id, begins the next one then.
            var number = (int)(call.WholeOf("index") ?? (name is null ? _callParts.Count - 1 : _callParts.Count));
            if (!_calls.TryGetValue(number, out var known) || (id is not null && known.Id is not null && id != known.Id))
            {
                Close(into);
                known = _calls[number] = (id, _parts++);
                _callParts.Add(known.Part);
                into.Add(new PartStarted(index, known.Part, new ToolCallPart(id ?? ChatAnswerParser.MadeId(answerId, known.Part), name ?? "", "")));
            }

            if (ChatAnswerParser.Known(function.TextOf("arguments")) is { } arguments) into.Add(new PartDelta(index, known.Part, arguments));
        }

        private void Close(List<AnswerEvent> into)
        {
            if (_open is null) return;
            into.Add(new PartEnded(index, _openPart));
            _open = null;
        }
    }
}
