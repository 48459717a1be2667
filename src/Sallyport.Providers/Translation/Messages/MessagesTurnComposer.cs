using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Writes the system prompt and the conversation, as Anthropic wants them: system prompts apart, the user first, neighbours of one role as one message, results of tools before words.</summary>
internal static class MessagesTurnComposer
{
    public static void Write(ModelRequest request, Utf8JsonWriter json)
    {
        var system = request.Turns.Where(static t => t.Role is TurnRole.System).SelectMany(static t => t.Parts).Where(static p => !IsBlank(p)).ToList();
        var messages = Merge(request.Turns);
        if (messages.Count == 0) // a prompt of system texts only, which OpenAI answers
        {
            messages.Add((TurnRole.User, system));
            system = [];
        }

        LeaveOut(request);
        if (messages[0].Role is TurnRole.Assistant) messages.Insert(0, (TurnRole.User, [new TextPart("(The conversation begins with the assistant.)")]));
        if (system.Count > 0)
        {
            json.WritePropertyName("system");
            WriteContent(system, "system", json);
        }

        json.WriteStartArray("messages");
        foreach (var (role, parts) in messages)
        {
            var name = role is TurnRole.User ? "user" : "assistant";
            json.WriteStartObject();
            json.WriteString("role", name);
            json.WritePropertyName("content");
            WriteContent(parts, name, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void LeaveOut(ModelRequest request)
    {
        var parts = request.Turns.SelectMany(static t => t.Parts).ToList();
        if (parts.Exists(static p => p is MediaPart { Detail: not null })) request.LeftOut.Add("detail");
        if (parts.Exists(static p => p is ToolCallPart { Signature: not null })) request.LeftOut.Add("thoughtSignature");
    }

    private static List<(TurnRole Role, List<Part> Parts)> Merge(List<Turn> turns)
    {
        var messages = new List<(TurnRole Role, List<Part> Parts)>();
        foreach (var turn in turns)
        {
            var parts = turn.Parts.Where(static p => p is not ReasoningPart && !IsBlank(p)).ToList();
            if (turn.Role is TurnRole.System || parts.Count == 0) continue;
            if (messages.Count > 0 && messages[^1].Role == turn.Role) messages[^1].Parts.AddRange(parts);
            else messages.Add((turn.Role, parts));
        }

        for (var i = 0; i < messages.Count; i++)
        {
            var parts = messages[i].Parts;
            if (messages[i].Role is TurnRole.User) messages[i] = (TurnRole.User, [.. parts.Where(static p => p is ToolResultPart), .. parts.Where(static p => p is not ToolResultPart)]);
        }

        return messages;
    }

    // Anthropic refuses a text of white space only.
    private static bool IsBlank(Part part) => part is TextPart { Text: var text } && string.IsNullOrWhiteSpace(text);

    private static void WriteContent(List<Part> parts, string role, Utf8JsonWriter json)
    {
        if (parts is [TextPart only])
        {
            json.WriteStringValue(only.Text);
            return;
        }

        json.WriteStartArray();
        foreach (var part in parts) WritePart(part, role, json);
        json.WriteEndArray();
    }

    private static void WritePart(Part part, string role, Utf8JsonWriter json)
    {
        switch (part)
        {
            case TextPart text: WriteText(text.Text, json); break;
            case RefusalPart refusal when role is "assistant": WriteText(refusal.Text, json); break;
            case MediaPart media when role is "user" or "tool": WriteMedia(media, json); break;
            case ToolCallPart call when role is "assistant": WriteCall(call, json); break;
            case ToolResultPart result when role is "user": WriteResult(result, json); break;
            case MediaPart media: throw new UntranslatableException($"{media.Kind.ToString().ToLowerInvariant()} of the role {role}");
            default: throw new UntranslatableException($"{part.GetType().Name.Replace("Part", "", StringComparison.Ordinal).ToLowerInvariant()} of the role {role}");
        }
    }

    private static void WriteText(string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteCall(ToolCallPart call, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_use");
        json.WriteString("id", ToolUseId.Of(call.Id));
        json.WriteString("name", call.Name);
        json.WritePropertyName("input");
        JsonFragment.WriteObject(json, call.Arguments);
        json.WriteEndObject();
    }

    private static void WriteResult(ToolResultPart result, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", ToolUseId.Of(result.CallId));
        var content = result.Content.Where(static p => !IsBlank(p)).ToList();
        if (content.Count > 0)
        {
            json.WritePropertyName("content");
            WriteContent(content, "tool", json);
        }

        if (result.IsError) json.WriteBoolean("is_error", true);
        json.WriteEndObject();
    }

    private static void WriteMedia(MediaPart media, Utf8JsonWriter json)
    {
        if (media.Kind is MediaKind.Audio) throw new UntranslatableException("input_audio");
        json.WriteStartObject();
        json.WriteString("type", media.Kind is MediaKind.Image ? "image" : "document");
        json.WriteStartObject("source");
        if (media.Address is not null)
        {
            if (!MediaTypes.IsWeb(media.Address)) throw new UntranslatableException($"{media.Kind.ToString().ToLowerInvariant()} stored with a provider");
            json.WriteString("type", "url");
            json.WriteString("url", media.Address);
        }
        else if (MediaTypes.TextOf(media) is { } words)
        {
            json.WriteString("type", "text");
            json.WriteString("media_type", "text/plain");
            json.WriteString("data", words);
        }
        else
        {
            if (media.Kind is MediaKind.Document && media.MediaType is not "application/pdf") throw new UntranslatableException("document that is no PDF");
            json.WriteString("type", "base64");
            json.WriteString("media_type", media.MediaType ?? throw new UntranslatableException("image without a media type"));
            json.WriteString("data", media.Base64);
        }

        json.WriteEndObject();
        if (media.Kind is MediaKind.Document && media.FileName is not null) json.WriteString("title", media.FileName);
        json.WriteEndObject();
    }
}
