using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>What all writings of one response have in common: when it is created, while it streams, and at its end.</summary>
internal sealed class ResponsesHead(AnswerFrame frame, string? model, long? createdAt)
{
    /// <param name="json">Written to.</param>
    /// <param name="status">in_progress, completed, failed; or why it is incomplete: max_output_tokens, content_filter.</param>
    /// <param name="items">What is done so far.</param>
    /// <param name="usage">Nothing is written unless known.</param>
    /// <param name="error">For failed.</param>
    public void Write(Utf8JsonWriter json, string status, List<ResponsesItem> items, in TokenUsage usage, ProviderError? error = null)
    {
        var asked = frame.Request;
        var isIncomplete = status is "max_output_tokens" or "content_filter";
        json.WriteStartObject();
        json.WriteString("id", "resp_" + frame.RequestId);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", createdAt ?? frame.At.ToUnixTimeSeconds());
        json.WriteString("status", isIncomplete ? "incomplete" : status);
        json.WriteBoolean("background", false);
        WriteError(json, error);
        WriteDetails(json, isIncomplete ? status : null);
        json.WriteNull("instructions");
        if (asked?.MaxOutputTokens is { } most) json.WriteNumber("max_output_tokens", most);
        else json.WriteNull("max_output_tokens");
        json.WriteString("model", frame.Model ?? model ?? "");
        json.WriteStartArray("output");
        for (var i = 0; i < items.Count; i++) items[i].Write(json, isIncomplete && i == items.Count - 1 ? "incomplete" : "completed");
        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls", asked?.ParallelToolCalls ?? true);
        json.WriteNull("previous_response_id");
        WriteReasoning(json, asked?.Reasoning);
        json.WriteString("service_tier", "default");
        json.WriteBoolean("store", false);
        json.WriteNumberAsIs("temperature", asked?.Temperature ?? "1.0");
        ResponsesRequestWriting.WriteText(json, asked?.Format, asked?.Verbosity);
        ResponsesRequestWriting.WriteChoice(json, asked?.ToolChoice ?? new ToolChoice(ToolChoiceKind.Auto));
        ResponsesRequestWriting.WriteTools(json, asked?.Tools ?? []);
        json.WriteNumberAsIs("top_p", asked?.TopP ?? "1.0");
        json.WriteString("truncation", "disabled");
        ResponsesUsage.Write(json, usage);
        json.WriteNull("user");
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, ProviderError? error)
    {
        if (error is null)
        {
            json.WriteNull("error");
            return;
        }

        json.WriteStartObject("error");
        json.WriteString("code", error.Code ?? "server_error");
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details");
            return;
        }

        json.WriteStartObject("incomplete_details");
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ReasoningDemand? asked)
    {
        json.WriteStartObject("reasoning");
        if (asked?.Effort is { } effort) json.WriteString("effort", effort);
        else json.WriteNull("effort");
        if (asked?.ShowsThoughts is true) json.WriteString("summary", "auto");
        else json.WriteNull("summary");
        json.WriteEndObject();
    }
}
