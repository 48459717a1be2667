using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Legacy completions: each prompt comes back marked, whole or as a stream.</summary>
internal static class SimulatedCompletions
{
    public static SimulatedAnswer Answer(JsonElement root, DateTimeOffset now)
    {
        var prompt = SimulatedPrompt.Member(root, "prompt");
        string[] prompts = prompt.ValueKind switch
        {
            JsonValueKind.String => [prompt.GetString()!],
            JsonValueKind.Array => [.. prompt.EnumerateArray().Where(p => p.ValueKind is JsonValueKind.String).Select(p => p.GetString()!)],
            _ => [],
        };
        if (prompts.Length == 0) return SimulatedError.Invalid(DialectId.OpenAICompletions, "The prompt is no text.");
        var id = SimulatedProvider.NewId("cmpl-", now);
        var texts = prompts.Select(p => "[simulated] " + p).ToArray();
        var (input, output) = (prompts.Sum(SimulatedPrompt.EstimateTokens), texts.Sum(SimulatedPrompt.EstimateTokens));
        if (SimulatedPrompt.Member(root, "stream").ValueKind is not JsonValueKind.True)
        {
            return AnswerWriter.Json(json => Write(json, id, now, () =>
            {
                for (var i = 0; i < texts.Length; i++) WriteChoice(json, i, texts[i], "stop");
            }, (input, output)));
        }

        using var answer = new AnswerWriter();
        for (var i = 0; i < texts.Length; i++)
        {
            foreach (var word in texts[i].Split(' ').Index()) answer.Event(null, json => Write(json, id, now, () => WriteChoice(json, i, word.Index == 0 ? word.Item : " " + word.Item, null), null));
            answer.Event(null, json => Write(json, id, now, () => WriteChoice(json, i, "", "stop"), null));
        }

        if (SimulatedPrompt.Member(SimulatedPrompt.Member(root, "stream_options"), "include_usage").ValueKind is JsonValueKind.True) answer.Event(null, json => Write(json, id, now, () => { }, (input, output)));
        answer.Raw("data: [DONE]\n\n");
        return answer.ToAnswer(200, "text/event-stream");
    }

    private static void Write(Utf8JsonWriter json, string id, DateTimeOffset now, Action choices, (int Input, int Output)? usage)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", "text_completion");
        json.WriteNumber("created", now.ToUnixTimeSeconds());
        json.WriteString("model", SimulatedProvider.Model);
        json.WriteStartArray("choices");
        choices();
        json.WriteEndArray();
        if (usage is { } used)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", used.Input);
            json.WriteNumber("completion_tokens", used.Output);
            json.WriteNumber("total_tokens", used.Input + used.Output);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, int index, string text, string? finish)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("text", text);
        json.WriteNull("logprobs");
        if (finish is null) json.WriteNull("finish_reason");
        else json.WriteString("finish_reason", finish);
        json.WriteEndObject();
    }
}
