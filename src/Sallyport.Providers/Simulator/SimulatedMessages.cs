using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Anthropic messages.</summary>
internal static class SimulatedMessages
{
    public static SimulatedAnswer CountTokens(SimulatedPrompt prompt) => AnswerWriter.Json(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("input_tokens", prompt.InputTokens);
        json.WriteEndObject();
    });

    public static SimulatedAnswer Answer(JsonElement root, SimulatedPrompt prompt, DateTimeOffset now)
    {
        var id = SimulatedProvider.NewId("msg_", now);
        var callId = SimulatedProvider.NewId("toolu_", now);
        return SimulatedPrompt.IsTrue(root, "stream") ? Stream(id, callId, prompt) : AnswerWriter.Json(json => Message(json, id, prompt, prompt.OutputTokens, StopReason(prompt), content =>
        {
            content.WriteStartObject();
            if (prompt.Tool is { } tool)
            {
                content.WriteString("type", "tool_use");
                content.WriteString("id", callId);
                content.WriteString("name", tool.Name);
                content.WritePropertyName("input");
                content.WriteRawValue(prompt.Arguments);
                WriteCaller(content);
            }
            else
            {
                content.WriteString("type", "text");
                content.WriteString("text", prompt.AnswerText);
                content.WriteNull("citations");
            }

            content.WriteEndObject();
        }));
    }

    private static SimulatedAnswer Stream(string id, string callId, SimulatedPrompt prompt)
    {
        using var answer = new AnswerWriter();
        Event("message_start", json =>
        {
            json.WritePropertyName("message");
            Message(json, id, prompt, 1, null, static _ => { });
        });
        Event("content_block_start", json =>
        {
            json.WriteNumber("index", 0);
            json.WriteStartObject("content_block");
            if (prompt.Tool is { } tool)
            {
                json.WriteString("type", "tool_use");
                json.WriteString("id", callId);
                json.WriteString("name", tool.Name);
                json.WriteStartObject("input");
                json.WriteEndObject();
                WriteCaller(json);
            }
            else
            {
                json.WriteString("type", "text");
                json.WriteString("text", "");
                json.WriteNull("citations");
            }

            json.WriteEndObject();
        });
        Event("ping", static _ => { });
        foreach (var piece in SimulatedArguments.Pieces(prompt.Tool is null ? prompt.AnswerText : prompt.Arguments))
        {
            Event("content_block_delta", json =>
            {
                json.WriteNumber("index", 0);
                json.WriteStartObject("delta");
                json.WriteString("type", prompt.Tool is null ? "text_delta" : "input_json_delta");
                json.WriteString(prompt.Tool is null ? "text" : "partial_json", piece);
                json.WriteEndObject();
            });
        }

        Event("content_block_stop", static json => json.WriteNumber("index", 0));
        Event("message_delta", json =>
        {
            json.WriteStartObject("delta");
            json.WriteString("stop_reason", StopReason(prompt));
            json.WriteNull("stop_sequence");
            json.WriteEndObject();
            json.WriteStartObject("usage");
            json.WriteNumber("input_tokens", prompt.InputTokens);
            json.WriteNumber("cache_creation_input_tokens", 0);
            json.WriteNumber("cache_read_input_tokens", 0);
            json.WriteNumber("output_tokens", prompt.OutputTokens);
            json.WriteEndObject();
        });
        Event("message_stop", static _ => { });
        return answer.ToAnswer(200, "text/event-stream");

        void Event(string type, Action<Utf8JsonWriter> write) => answer.Event(type, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            write(json);
            json.WriteEndObject();
        });
    }

    private static void WriteCaller(Utf8JsonWriter json)
    {
        json.WriteStartObject("caller");
        json.WriteString("type", "direct");
        json.WriteEndObject();
    }

    private static string StopReason(SimulatedPrompt prompt) => prompt.Tool is null ? "end_turn" : "tool_use";

    private static void Message(Utf8JsonWriter json, string id, SimulatedPrompt prompt, int outputTokens, string? stopReason, Action<Utf8JsonWriter> content)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", SimulatedProvider.Model);
        json.WriteStartArray("content");
        content(json);
        json.WriteEndArray();
        json.WriteString("stop_reason", stopReason);
        json.WriteNull("stop_sequence");
        json.WriteNull("stop_details");
        json.WriteNull("container");
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", prompt.InputTokens);
        json.WriteNumber("cache_creation_input_tokens", 0);
        json.WriteNumber("cache_read_input_tokens", 0);
        json.WriteNull("server_tool_use");
        json.WriteStartObject("cache_creation");
        json.WriteNumber("ephemeral_5m_input_tokens", 0);
        json.WriteNumber("ephemeral_1h_input_tokens", 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", outputTokens);
        json.WriteString("service_tier", "standard");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
