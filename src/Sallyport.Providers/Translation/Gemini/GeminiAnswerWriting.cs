using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Writes answers for a Gemini client: whole ones, and the pieces of which streams are made.</summary>
internal static class GeminiAnswerWriting
{
    public static void Write(Utf8JsonWriter json, ModelAnswer answer, AnswerFrame frame)
    {
        json.WriteStartObject();
        if (answer.Choices.Count == 0)
        {
            json.WriteStartObject("promptFeedback");
            json.WriteString("blockReason", "OTHER");
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("candidates");
            for (var i = 0; i < answer.Choices.Count; i++)
            {
                var (parts, stop, _) = answer.Choices[i];
                WriteCandidate(json, i, parts, GeminiFinish.Write(stop));
            }

            json.WriteEndArray();
        }

        WriteEnd(json, answer.Usage, answer.Id ?? frame.RequestId, frame.Model ?? answer.Model);
        json.WriteEndObject();
    }

    /// <param name="json">Written to.</param>
    /// <param name="index">Which of the answers.</param>
    /// <param name="parts">What is said.</param>
    /// <param name="finish">Null if it goes on.</param>
    public static void WriteCandidate(Utf8JsonWriter json, int index, IEnumerable<Part> parts, string? finish)
    {
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        foreach (var part in parts) WritePart(json, part);
        json.WriteEndArray();
        json.WriteString("role", "model");
        json.WriteEndObject();
        if (finish is not null) json.WriteString("finishReason", finish);
        json.WriteNumber("index", index);
        json.WriteEndObject();
    }

    public static void WriteEnd(Utf8JsonWriter json, in TokenUsage usage, string id, string? model)
    {
        GeminiUsage.Write(json, usage);
        if (model is not null) json.WriteString("modelVersion", model);
        json.WriteString("responseId", id);
    }

    private static void WritePart(Utf8JsonWriter json, Part part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("text", text.Text);
                break;
            case RefusalPart refusal:
                json.WriteString("text", refusal.Text);
                break;
            case ReasoningPart thought: // the signature is another vendor's
                json.WriteString("text", thought.Text);
                json.WriteBoolean("thought", true);
                break;
            case ToolCallPart call:
                json.WriteStartObject("functionCall");
                json.WriteString("id", call.Id);
                json.WriteString("name", call.Name);
                json.WritePropertyName("args");
                JsonFragment.WriteObject(json, call.Arguments);
                json.WriteEndObject();
                if (call.Signature is not null) json.WriteString("thoughtSignature", call.Signature);
                break;
            case MediaPart media:
                json.WriteStartObject("inlineData");
                json.WriteString("mimeType", media.MediaType);
                json.WriteString("data", media.Base64);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }
}
