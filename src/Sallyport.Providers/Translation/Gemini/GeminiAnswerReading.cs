namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Reads an upstream's whole answer. Ratings, citations and other remarks beside it have no like elsewhere and are left out.</summary>
internal static class GeminiAnswerReading
{
    public static ModelAnswer Read(JsonPlace body)
    {
        var answer = new ModelAnswer { Id = body.Member("responseId")?.Text(), Model = body.Member("modelVersion")?.Text() };
        if (body.Member("usageMetadata") is { } usage) answer.Usage = GeminiUsage.Read(usage);
        foreach (var candidate in body.Member("candidates")?.Items() ?? []) answer.Choices.Add(ReadCandidate(candidate, answer));
        if (answer.Choices.Count > 0) return answer;
        if (body.Member("promptFeedback")?.Member("blockReason") is null) throw new UntranslatableException("candidates");
        answer.Choices.Add(new AnswerChoice([], StopReason.ContentFilter)); // the prompt was refused: clients look for an answer that says so
        return answer;
    }

    private static AnswerChoice ReadCandidate(JsonPlace candidate, ModelAnswer answer)
    {
        var parts = new List<Part>();
        var index = 0;
        foreach (var part in candidate.Member("content")?.Member("parts")?.Items() ?? [])
        {
            var at = index++;
            if (GeminiAnswerPart.Read(part, (name, arguments) => GeminiCallIds.Of(answer.Id, answer.Choices.Count, at, name, arguments)) is { } read) Add(parts, read);
        }

        var reason = candidate.Member("finishReason");
        var word = reason?.Text() ?? "STOP";
        if (GeminiFinish.Read(word, parts.Exists(part => part is ToolCallPart)) is not { } stop) throw reason!.Refusal(GeminiFinish.NameOf(word));
        return new AnswerChoice(parts, stop);
    }

    // Gemini cuts a text where it likes.
    private static void Add(List<Part> parts, Part part)
    {
        var last = parts.Count > 0 ? parts[^1] : null;
        if (part is TextPart text && last is TextPart before) parts[^1] = new TextPart(before.Text + text.Text);
        else if (part is ReasoningPart thought && last is ReasoningPart earlier) parts[^1] = new ReasoningPart(earlier.Text + thought.Text, thought.Signature ?? earlier.Signature);
        else parts.Add(part);
    }
}
