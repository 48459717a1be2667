using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>OpenAI chat completions.</summary>
internal static class SimulatedChat
{
    public static SimulatedAnswer Answer(JsonElement root, SimulatedPrompt prompt, DateTimeOffset now)
    {
        var id = SimulatedProvider.NewId("chatcmpl-", now);
        var callId = SimulatedProvider.NewId("call_", now);
        return SimulatedPrompt.IsTrue(root, "stream")
            ? Stream(id, callId, prompt, SimulatedPrompt.IsTrue(SimulatedPrompt.Member(root, "stream_options"), "include_usage"), now)
            : Whole(id, callId, prompt, now);
    }

    private static SimulatedAnswer Whole(string id, string callId, SimulatedPrompt prompt, DateTimeOffset now) => AnswerWriter.Json(json =>
    {
        json.WriteStartObject();
        Head(json, id, "chat.completion", now);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        if (prompt.Tool is { } tool)
        {
            json.WriteNull("content");
            json.WriteStartArray("tool_calls");
            json.WriteStartObject();
            json.WriteString("id", callId);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            json.WriteString("arguments", prompt.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else json.WriteString("content", prompt.AnswerText);
        json.WriteNull("refusal");
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", prompt.Tool is null ? "stop" : "tool_calls");
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, prompt);
        json.WriteString("service_tier", "default");
        json.WriteString("system_fingerprint", "fp_simulator");
        json.WriteEndObject();
    });

    private static SimulatedAnswer Stream(string id, string callId, SimulatedPrompt prompt, bool includeUsage, DateTimeOffset now)
    {
        using var answer = new AnswerWriter();
        if (prompt.Tool is { } tool)
        {
            Chunk(json =>
            {
                json.WriteString("role", "assistant");
                json.WriteNull("content");
                Call(json, "", call =>
                {
                    call.WriteString("id", callId);
                    call.WriteString("type", "function");
                }, tool.Name);
            });
            foreach (var piece in SimulatedArguments.Pieces(prompt.Arguments)) Chunk(json => Call(json, piece, null, null));
        }
        else
        {
            Chunk(json =>
            {
                json.WriteString("role", "assistant");
                json.WriteString("content", "");
                json.WriteNull("refusal");
            });
            foreach (var piece in SimulatedArguments.Pieces(prompt.AnswerText)) Chunk(json => json.WriteString("content", piece));
        }

        Chunk(static _ => { }, prompt.Tool is null ? "stop" : "tool_calls");
        if (includeUsage)
        {
            answer.Event(null, json =>
            {
                json.WriteStartObject();
                Head(json, id, "chat.completion.chunk", now);
                json.WriteStartArray("choices");
                json.WriteEndArray();
                Usage(json, prompt);
                json.WriteEndObject();
            });
        }

        answer.Raw("data: [DONE]\n\n");
        return answer.ToAnswer(200, "text/event-stream");

        void Chunk(Action<Utf8JsonWriter> delta, string? finish = null) => answer.Event(null, json =>
        {
            json.WriteStartObject();
            Head(json, id, "chat.completion.chunk", now);
            json.WriteString("service_tier", "default");
            json.WriteString("system_fingerprint", "fp_simulator");
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteStartObject("delta");
            delta(json);
            json.WriteEndObject();
            json.WriteNull("logprobs");
            json.WriteString("finish_reason", finish);
            json.WriteEndObject();
            json.WriteEndArray();
            if (includeUsage) json.WriteNull("usage");
            json.WriteEndObject();
        });

        static void Call(Utf8JsonWriter json, string arguments, Action<Utf8JsonWriter>? first, string? name)
        {
            json.WriteStartArray("tool_calls");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            first?.Invoke(json);
            json.WriteStartObject("function");
            if (name is not null) json.WriteString("name", name);
            json.WriteString("arguments", arguments);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    private static void Head(Utf8JsonWriter json, string id, string kind, DateTimeOffset now)
    {
        json.WriteString("id", id);
        json.WriteString("object", kind);
        json.WriteNumber("created", now.ToUnixTimeSeconds());
        json.WriteString("model", SimulatedProvider.Model);
    }

    private static void Usage(Utf8JsonWriter json, SimulatedPrompt prompt)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", prompt.InputTokens);
        json.WriteNumber("completion_tokens", prompt.OutputTokens);
        json.WriteNumber("total_tokens", prompt.InputTokens + prompt.OutputTokens);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", 0);
        json.WriteNumber("audio_tokens", 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteNumber("audio_tokens", 0);
        json.WriteNumber("accepted_prediction_tokens", 0);
        json.WriteNumber("rejected_prediction_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
