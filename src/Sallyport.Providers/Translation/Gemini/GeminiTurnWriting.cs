using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Writes <c>systemInstruction</c> and <c>contents</c>.</summary>
/// <remarks>
/// Gemini has one place for system prompts, so that those in the middle of a conversation come first. What tools gave back stands
/// in a content of its own, right after the calls. From Gemini 3 on the first call of each model turn must carry the signature that
/// came with it; for turns which another model wrote, Google documents a word that stands for it.
/// Source: https://ai.google.dev/gemini-api/docs/thought-signatures.
/// </remarks>
internal static class GeminiTurnWriting
{
    private const string ForeignSignature = "skip_thought_signature_validator";

    public static void Write(Utf8JsonWriter json, ModelRequest request)
    {
        var system = request.Turns.Where(turn => turn.Role is TurnRole.System).SelectMany(turn => turn.Parts).ToList();
        var spoken = request.Turns.Exists(turn => turn.Role is not TurnRole.System && turn.Parts.Exists(IsSaid));
        if (system.Count > 0 && spoken) WriteSystem(json, system);
        json.WriteStartArray("contents");
        if (spoken) WriteConversation(json, request);
        else if (system.Count > 0) WriteContent(json, "user", system, [], request); // Gemini answers nothing without contents: a system prompt alone is the question
        json.WriteEndArray();
    }

    private static void WriteSystem(Utf8JsonWriter json, List<Part> parts)
    {
        json.WriteStartObject("systemInstruction");
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            if (part is not TextPart text) throw new UntranslatableException("media in a system prompt");
            WriteText(json, text.Text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteConversation(Utf8JsonWriter json, ModelRequest request)
    {
        var calls = new Dictionary<string, string>(StringComparer.Ordinal); // the latest call of an id is the one that is answered
        List<Part> said = [];
        var role = TurnRole.System;
        foreach (var turn in request.Turns.Where(turn => turn.Role is not TurnRole.System))
        {
            foreach (var part in turn.Parts.Where(IsSaid))
            {
                var breaks = turn.Role != role || (said.Count > 0 && said[^1] is ToolResultPart != part is ToolResultPart);
                if (breaks) Flush();
                role = turn.Role;
                if (part is ToolCallPart call) calls[call.Id] = call.Name;
                said.Add(part);
            }
        }

        Flush();

        void Flush()
        {
            if (said.Count > 0) WriteContent(json, role is TurnRole.Assistant ? "model" : "user", said, calls, request);
            said = [];
        }
    }

    private static void WriteContent(Utf8JsonWriter json, string role, List<Part> parts, Dictionary<string, string> calls, ModelRequest request)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteStartArray("parts");
        var isFirstCall = true;
        foreach (var part in parts)
        {
            switch (part)
            {
                case TextPart text:
                    WriteText(json, text.Text);
                    break;
                case RefusalPart refusal:
                    WriteText(json, refusal.Text);
                    break;
                case MediaPart media:
                    if (media.Detail is "low" or "high") request.LeftOut.Add("detail");
                    GeminiMedia.Write(json, media);
                    break;
                case ToolCallPart call:
                    WriteCall(json, call, isFirstCall);
                    isFirstCall = false;
                    break;
                case ToolResultPart result:
                    WriteResult(json, result, calls);
                    break;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCallPart call, bool isFirst)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionCall");
        json.WriteString("id", call.Id);
        json.WriteString("name", call.Name);
        json.WritePropertyName("args");
        JsonFragment.WriteObject(json, call.Arguments);
        json.WriteEndObject();
        if ((call.Signature ?? (isFirst ? ForeignSignature : null)) is { } signature) json.WriteString("thoughtSignature", signature);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result, Dictionary<string, string> calls)
    {
        if ((result.Name ?? calls.GetValueOrDefault(result.CallId)) is not { } name) throw new UntranslatableException("the result of a tool that was not called");
        json.WriteStartObject();
        json.WriteStartObject("functionResponse");
        json.WriteString("id", result.CallId);
        json.WriteString("name", name);
        GeminiToolResult.Write(json, result);
        var media = result.Content.OfType<MediaPart>().ToList();
        if (media.Count > 0)
        {
            json.WriteStartArray("parts");
            foreach (var part in media)
            {
                if (part.Base64 is null) throw new UntranslatableException("an address in the result of a tool");
                GeminiMedia.Write(json, part);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Thoughts of the past are worth nothing to another vendor, and empty texts are an error.
    private static bool IsSaid(Part part) => part is not (ReasoningPart or TextPart { Text: "" });
}
