using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Reads a whole answer of the Messages API.</summary>
/// <remarks>Members beside the content that are new to us are passed over; content that cannot be said elsewhere is refused.</remarks>
internal static class MessagesAnswerParser
{
    public static ModelAnswer Read(JsonElement body)
    {
        var usage = new MessagesUsage();
        usage.Read(body);
        var parts = new List<Part>();
        foreach (var block in body.ItemsOf("content"))
        {
            if (ReadBlock(block) is { } part) parts.Add(part);
        }

        var stop = MessagesStopReasons.Read(body.TextOf("stop_reason"), parts.Exists(static p => p is ToolCallPart));
        if (stop is StopReason.ContentFilter && ExplanationOf(body) is { } words) parts.Add(new RefusalPart(words));
        return new ModelAnswer { Id = body.TextOf("id"), Model = body.TextOf("model"), Usage = usage.Known, Choices = { new AnswerChoice(parts, stop, body.TextOf("stop_sequence")) } };
    }

    /// <summary>The words about why the model declined; null if there are none.</summary>
    /// <param name="holder">A message or the delta of <c>message_delta</c>.</param>
    public static string? ExplanationOf(JsonElement holder) => holder.TryMember("stop_details", out var details) && details.TextOf("explanation") is { Length: > 0 } words ? words : null;

    /// <returns>Null for what says nothing: a text without words, thoughts that are locked up.</returns>
    private static Part? ReadBlock(JsonElement block)
    {
        switch (block.TextOf("type"))
        {
            case "text": return block.TextOf("text") is { Length: > 0 } text ? new TextPart(text) : null;
            case "thinking": return block.TextOf("thinking") is { Length: > 0 } thoughts ? new ReasoningPart(thoughts, block.TextOf("signature")) : null;
            case "redacted_thinking": return null;
            case "tool_use":
                return new ToolCallPart(block.TextOf("id") ?? "", block.TextOf("name") ?? "", block.TryMember("input", out var input) && input.ValueKind is JsonValueKind.Object ? input.GetRawText() : "{}");
            default: throw new UntranslatableException("content.type");
        }
    }
}
