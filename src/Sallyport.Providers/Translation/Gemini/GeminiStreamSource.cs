using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Reads an upstream's stream: every event is an answer with the parts that are new.</summary>
/// <remarks>Gemini marks no parts: a text ends where something else begins. It has no end mark either: an answer without a reason to end is cut off.</remarks>
internal sealed class GeminiStreamSource : StreamSource
{
    private readonly SortedDictionary<int, Candidate> _candidates = [];
    private TokenUsage _usage;
    private string? _id;
    private bool _hasStarted, _hasEnded;

    public override void Read(JsonElement data, List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        if (GeminiErrorReading.Read(data, 500) is { } error)
        {
            Fail(error, into);
            return;
        }

        var body = JsonPlace.Body(data);
        if (!_hasStarted)
        {
            (_hasStarted, _id) = (true, body.Member("responseId")?.Text());
            into.Add(new AnswerStarted(_id, body.Member("modelVersion")?.Text(), null));
        }

        foreach (var candidate in body.Member("candidates")?.Items() ?? []) ReadCandidate(candidate, into);
        if (_hasEnded) return;
        if (body.Member("promptFeedback")?.Member("blockReason") is not null && _candidates.Count == 0)
        {
            _candidates[0] = new Candidate { HasEnded = true };
            into.Add(new ChoiceEnded(0, StopReason.ContentFilter));
        }

        if (body.Member("usageMetadata") is not { } metadata || GeminiUsage.Read(metadata) is var usage && usage == _usage) return;
        _usage = usage;
        into.Add(new UsageTold(usage));
    }

    public override void Finish(List<AnswerEvent> into)
    {
        if (_hasEnded) return;
        if (_candidates.Count == 0 || _candidates.Values.Any(candidate => !candidate.HasEnded))
        {
            Fail(new ProviderError("The answer broke off.", null, ErrorKind.Upstream), into);
            return;
        }

        _hasEnded = true;
        into.Add(new AnswerEnded());
    }

    private void ReadCandidate(JsonPlace place, List<AnswerEvent> into)
    {
        var index = place.Member("index") is { } given ? (int)Math.Clamp(given.Whole(), 0, 1_000) : 0;
        if (!_candidates.TryGetValue(index, out var candidate)) _candidates[index] = candidate = new Candidate();
        if (candidate.HasEnded) return;
        foreach (var part in place.Member("content")?.Member("parts")?.Items() ?? [])
        {
            if (GeminiAnswerPart.Read(part, (name, arguments) => GeminiCallIds.Of(_id, index, candidate.Next, name, arguments)) is { } read) Say(index, candidate, read, into);
        }

        if (place.Member("finishReason") is not { } reason) return;
        var word = reason.Text();
        if (GeminiFinish.Read(word, candidate.HasCalls) is not { } stop)
        {
            Fail(new ProviderError("The model gave no valid answer: " + GeminiFinish.NameOf(word) + ".", GeminiFinish.NameOf(word), ErrorKind.Upstream), into);
            return;
        }

        candidate.End(index, into);
        candidate.HasEnded = true;
        into.Add(new ChoiceEnded(index, stop));
    }

    private static void Say(int index, Candidate candidate, Part part, List<AnswerEvent> into)
    {
        switch (part)
        {
            case ToolCallPart call:
                candidate.End(index, into);
                into.Add(new PartStarted(index, candidate.Next, call with { Arguments = "", Signature = null }));
                into.Add(new PartDelta(index, candidate.Next, call.Arguments));
                into.Add(new PartEnded(index, candidate.Next++, call.Signature));
                candidate.HasCalls = true;
                break;
            case ReasoningPart thought:
                candidate.Open(index, new ReasoningPart("", null), into);
                into.Add(new PartDelta(index, candidate.Next, thought.Text));
                candidate.Signature = thought.Signature ?? candidate.Signature;
                break;
            case TextPart text:
                candidate.Open(index, new TextPart(""), into);
                into.Add(new PartDelta(index, candidate.Next, text.Text));
                break;
        }
    }

    private void Fail(ProviderError error, List<AnswerEvent> into)
    {
        _hasEnded = true;
        into.Add(new AnswerFailed(error));
    }

    private sealed class Candidate
    {
        private Part? _open;

        /// <summary>Index of the part that is open, or of the next one.</summary>
        public int Next { get; set; }

        public bool HasCalls { get; set; }

        public bool HasEnded { get; set; }

        public string? Signature { get; set; }

        public void Open(int choice, Part opening, List<AnswerEvent> into)
        {
            if (_open?.GetType() == opening.GetType()) return;
            End(choice, into);
            _open = opening;
            into.Add(new PartStarted(choice, Next, opening));
        }

        public void End(int choice, List<AnswerEvent> into)
        {
            if (_open is null) return;
            into.Add(new PartEnded(choice, Next++, Signature));
            (_open, Signature) = (null, null);
        }
    }
}
