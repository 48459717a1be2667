using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Reads a whole answer of chat completions.</summary>
/// <remarks>Compatible servers add members of their own beside the answer; those are passed over. Content that cannot be said elsewhere is refused.</remarks>
internal static class ChatAnswerParser
{
    public static ModelAnswer Read(JsonElement body)
    {
        var answer = new ModelAnswer { Id = Known(body.TextOf("id")), Model = Known(body.TextOf("model")), CreatedAt = body.WholeOf("created"), Usage = ChatUsage.Read(body) ?? default };
        foreach (var choice in body.ItemsOf("choices").OrderBy(static c => c.WholeOf("index") ?? 0)) answer.Choices.Add(ReadChoice(choice, answer.Id));
        return answer;
    }

    /// <summary>An id or a name; servers that have none write an empty one.</summary>
    public static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>The thoughts: vLLM, DeepSeek and xAI call them <c>reasoning_content</c>, OpenRouter and Groq <c>reasoning</c>.</summary>
    public static string? ReasoningOf(JsonElement message) => Known(message.TextOf("reasoning_content")) ?? Known(message.TextOf("reasoning"));

    /// <summary>An id for a tool call whose server gives none: no other call of the conversation has it.</summary>
    public static string MadeId(string? answerId, int part) => $"call_{answerId}_{part}";

    /// <summary>Refuses what only OpenAI's clients understand.</summary>
    public static void Check(JsonElement message)
    {
        foreach (var name in (ReadOnlySpan<string>)["audio", "function_call", "images"])
        {
            if (message.TryMember(name, out var value) && value.ValueKind is not JsonValueKind.Null) throw new UntranslatableException("choices.message." + name);
        }
    }

    private static AnswerChoice ReadChoice(JsonElement choice, string? answerId)
    {
        choice.TryMember("message", out var message);
        Check(message);
        var parts = new List<Part>();
        if (ReasoningOf(message) is { } thoughts) parts.Add(new ReasoningPart(thoughts, null));
        ReadContent(message, parts);
        if (Known(message.TextOf("refusal")) is { } refusal) parts.Add(new RefusalPart(refusal));
        foreach (var call in message.ItemsOf("tool_calls"))
        {
            if (call.TextOf("type") is { } type and not "function" || !call.TryMember("function", out var function)) throw new UntranslatableException("choices.message.tool_calls.type");
            parts.Add(new ToolCallPart(Known(call.TextOf("id")) ?? MadeId(answerId, parts.Count), function.TextOf("name") ?? "", JsonPieces.ArgumentsOf(function.TextOf("arguments"))));
        }

        return new AnswerChoice(parts, ChatStopReasons.Read(choice, parts.Exists(static p => p is ToolCallPart), out var sequence), sequence);
    }

    // Mistral's reasoning models answer with a list of parts, thoughts among them.
    private static void ReadContent(JsonElement message, List<Part> parts)
    {
        if (Known(message.TextOf("content")) is { } text) parts.Add(new TextPart(text));
        foreach (var part in message.ItemsOf("content"))
        {
            switch (part.TextOf("type"))
            {
                case "text" when Known(part.TextOf("text")) is { } piece: parts.Add(new TextPart(piece)); break;
                case "text": break;
                case "thinking": parts.Add(new ReasoningPart(string.Concat(part.ItemsOf("thinking").Select(static t => t.TextOf("text"))), null)); break;
                default: throw new UntranslatableException("choices.message.content.type");
            }
        }
    }
}
