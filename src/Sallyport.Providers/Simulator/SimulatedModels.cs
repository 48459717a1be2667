using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>The list of one model, as each dialect lists it.</summary>
internal static class SimulatedModels
{
    private const long Created = 1_767_225_600; // 2026-01-01

    public static SimulatedAnswer List(DialectId dialect) => AnswerWriter.Json(json =>
    {
        json.WriteStartObject();
        if (dialect is DialectId.Gemini)
        {
            json.WriteStartArray("models");
            Write(json, dialect);
            json.WriteEndArray();
        }
        else
        {
            if (dialect is not DialectId.AnthropicMessages) json.WriteString("object", "list");
            json.WriteStartArray("data");
            Write(json, dialect);
            json.WriteEndArray();
            if (dialect is DialectId.AnthropicMessages)
            {
                json.WriteBoolean("has_more", false);
                json.WriteString("first_id", SimulatedProvider.Model);
                json.WriteString("last_id", SimulatedProvider.Model);
            }
        }

        json.WriteEndObject();
    });

    public static SimulatedAnswer Get(DialectId dialect) => AnswerWriter.Json(json => Write(json, dialect));

    private static void Write(Utf8JsonWriter json, DialectId dialect)
    {
        json.WriteStartObject();
        switch (dialect)
        {
            case DialectId.Gemini:
                json.WriteString("name", "models/" + SimulatedProvider.Model);
                json.WriteString("version", "1");
                json.WriteString("displayName", "Simulator");
                json.WriteString("description", "Echoes what it is asked.");
                json.WriteNumber("inputTokenLimit", 1_000_000);
                json.WriteNumber("outputTokenLimit", 8_192);
                json.WriteStartArray("supportedGenerationMethods");
                foreach (var method in (ReadOnlySpan<string>)["generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents"]) json.WriteStringValue(method);
                json.WriteEndArray();
                break;
            case DialectId.AnthropicMessages:
                json.WriteString("type", "model");
                json.WriteString("id", SimulatedProvider.Model);
                json.WriteString("display_name", "Simulator");
                json.WriteString("created_at", "2026-01-01T00:00:00Z");
                json.WriteNumber("max_input_tokens", 1_000_000);
                json.WriteNumber("max_tokens", 8_192);
                json.WriteNull("capabilities");
                json.WriteString("lifecycle", "active");
                json.WriteNull("deprecated_at");
                json.WriteNull("retires_at");
                json.WriteNull("line");
                break;
            default:
                json.WriteString("id", SimulatedProvider.Model);
                json.WriteString("object", "model");
                json.WriteNumber("created", Created);
                json.WriteString("owned_by", "sallyport");
                break;
        }

        json.WriteEndObject();
    }
}
