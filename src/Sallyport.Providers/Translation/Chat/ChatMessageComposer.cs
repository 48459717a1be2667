using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Writes a turn as one or more messages of a chat request.</summary>
internal static class ChatMessageComposer
{
    public static void Write(Turn turn, Utf8JsonWriter json)
    {
        switch (turn.Role)
        {
            case TurnRole.System:
                if (turn.Parts.Count > 0) WriteSpoken("system", turn.Parts, json);
                break;
            case TurnRole.Assistant: WriteAssistant(turn.Parts, json); break;
            default: WriteUser(turn.Parts, json); break;
        }
    }

    // Results come first: they must follow the calls at once. An image in a result can stand in a user message only, which follows them all.
    private static void WriteUser(List<Part> parts, Utf8JsonWriter json)
    {
        var rest = new List<Part>();
        foreach (var part in parts)
        {
            if (part is ToolResultPart result) WriteResult(result, rest, json);
        }

        rest.AddRange(parts.Where(static p => p is not ToolResultPart));
        if (rest.Count > 0) WriteSpoken("user", rest, json);
        else if (parts.Count == 0) WriteSpoken("user", [new TextPart("")], json);
    }

    private static void WriteResult(ToolResultPart result, List<Part> rest, Utf8JsonWriter json)
    {
        var texts = result.Content.OfType<TextPart>().Select(static t => t.Text).ToList();
        var others = result.Content.Where(static p => p is not TextPart).ToList();
        if (others.Count > 0)
        {
            rest.Add(new TextPart($"Result of the tool call {result.CallId}:"));
            rest.AddRange(others);
            if (texts.Count == 0) texts.Add("The result follows in the next message.");
        }

        // There is no member that says so, and the model must know.
        if (result.IsError && !(texts.Count > 0 && texts[0].StartsWith("error", StringComparison.OrdinalIgnoreCase))) texts.Insert(0, "Error:");

        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.CallId);
        if (texts.Count <= 1) json.WriteString("content", texts.Count == 0 ? "" : texts[0]);
        else
        {
            json.WriteStartArray("content");
            foreach (var text in texts) WriteText(text, json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteSpoken(string role, List<Part> parts, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        if (parts is [TextPart only]) json.WriteString("content", only.Text);
        else
        {
            json.WriteStartArray("content");
            foreach (var part in parts)
            {
                if (part is TextPart text) WriteText(text.Text, json);
                else if (part is MediaPart document && MediaTypes.TextOf(document) is { } words) WriteText(words, json);
                else if (part is MediaPart media && role is "user") WriteMedia(media, json);
                else throw new UntranslatableException(Named(part, role));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteAssistant(List<Part> parts, Utf8JsonWriter json)
    {
        var texts = parts.OfType<TextPart>().ToList();
        var calls = parts.OfType<ToolCallPart>().ToList();
        var refusals = parts.OfType<RefusalPart>().Select(static r => r.Text).ToList();
        if (parts.Find(static p => p is not (TextPart or ToolCallPart or RefusalPart or ReasoningPart)) is { } other) throw new UntranslatableException(Named(other, "assistant"));
        if (texts.Count == 0 && calls.Count == 0 && refusals.Count == 0) return; // only thoughts

        json.WriteStartObject();
        json.WriteString("role", "assistant");
        if (texts.Count == 0) json.WriteNull("content");
        else if (texts.Count == 1) json.WriteString("content", texts[0].Text);
        else
        {
            json.WriteStartArray("content");
            foreach (var text in texts) WriteText(text.Text, json);
            json.WriteEndArray();
        }

        if (refusals.Count > 0) json.WriteString("refusal", string.Concat(refusals));
        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in calls) WriteCall(call, json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a call as it stands in messages of requests and of whole answers.</summary>
    public static void WriteCall(ToolCallPart call, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", call.Id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteMedia(MediaPart media, Utf8JsonWriter json)
    {
        if (media.Address is { } address && !MediaTypes.IsWeb(address)) throw new UntranslatableException($"{media.Kind.ToString().ToLowerInvariant()} stored with a provider");
        json.WriteStartObject();
        switch (media.Kind)
        {
            case MediaKind.Image:
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", media.Address ?? MediaTypes.DataAddress(media.MediaType ?? "application/octet-stream", media.Base64!));
                if (media.Detail is not null) json.WriteString("detail", media.Detail);
                break;
            case MediaKind.Audio:
                json.WriteString("type", "input_audio");
                json.WriteStartObject("input_audio");
                json.WriteString("data", media.Base64 ?? throw new UntranslatableException("audio by address"));
                json.WriteString("format", media.MediaType switch
                {
                    "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
                    "audio/mp3" or "audio/mpeg" => "mp3",
                    _ => throw new UntranslatableException("audio that is neither wav nor mp3"),
                });
                break;
            default:
                json.WriteString("type", "file");
                json.WriteStartObject("file");
                if (media.FileName is not null) json.WriteString("filename", media.FileName);
                else if (media.MediaType is "application/pdf") json.WriteString("filename", "document.pdf"); // OpenAI demands one beside the bytes
                json.WriteString("file_data", media.Base64 is null ? throw new UntranslatableException("document by address") : MediaTypes.DataAddress(media.MediaType ?? "application/octet-stream", media.Base64));
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Named(Part part, string role) => part switch
    {
        MediaPart media => $"{media.Kind.ToString().ToLowerInvariant()} of the role {role}",
        RefusalPart => $"refusal of the role {role}",
        ToolCallPart => $"tool call of the role {role}",
        ToolResultPart => $"tool result of the role {role}",
        _ => $"reasoning of the role {role}",
    };
}
