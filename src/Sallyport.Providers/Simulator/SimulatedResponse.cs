using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>One response of the responses dialect, which may be kept and asked for again.</summary>
internal sealed class SimulatedResponse(JsonElement request, SimulatedPrompt prompt, DateTimeOffset now)
{
    // Copied out of the request's document, which does not outlive the exchange.
    private readonly JsonElement _request = request.Clone();

    public string Id { get; } = SimulatedProvider.NewId("resp_", now);
    public string MessageId { get; } = SimulatedProvider.NewId("msg_", now);
    public string CallId { get; } = SimulatedProvider.NewId("call_", now);
    public string CallItemId { get; } = SimulatedProvider.NewId("fc_", now);
    public string AnswerText { get; } = prompt.AnswerText;
    public string Arguments { get; } = prompt.Arguments;
    public string? Tool { get; } = prompt.Tool?.Name;
    public bool IsBackground { get; } = SimulatedPrompt.IsTrue(request, "background");
    public bool IsStored { get; } = SimulatedPrompt.Member(request, "store").ValueKind is not JsonValueKind.False;

    private int InputTokens { get; } = prompt.InputTokens;
    private int OutputTokens { get; } = prompt.OutputTokens;

    /// <param name="json">Written to.</param>
    /// <param name="status">in_progress and queued have no output yet.</param>
    public void Write(Utf8JsonWriter json, string status)
    {
        var isDone = status is "completed";
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", now.ToUnixTimeSeconds());
        json.WriteString("status", status);
        json.WriteBoolean("background", IsBackground);
        json.WriteNull("error");
        json.WriteNull("incomplete_details");
        Copy(json, "instructions", "null");
        Copy(json, "max_output_tokens", "null");
        json.WriteString("model", SimulatedProvider.Model);
        json.WriteStartArray("output");
        if (isDone) WriteItem(json, "completed");
        json.WriteEndArray();
        Copy(json, "parallel_tool_calls", "true");
        Copy(json, "previous_response_id", "null");
        json.WritePropertyName("reasoning");
        json.WriteRawValue("""{"effort":null,"summary":null}""");
        json.WriteString("service_tier", "default");
        json.WriteBoolean("store", IsStored);
        Copy(json, "temperature", "1.0");
        Copy(json, "text", """{"format":{"type":"text"}}""");
        Copy(json, "tool_choice", "\"auto\"");
        Copy(json, "tools", "[]");
        Copy(json, "top_p", "1.0");
        Copy(json, "truncation", "\"disabled\"");
        if (isDone)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("input_tokens", InputTokens);
            json.WriteStartObject("input_tokens_details");
            json.WriteNumber("cached_tokens", 0);
            json.WriteEndObject();
            json.WriteNumber("output_tokens", OutputTokens);
            json.WriteStartObject("output_tokens_details");
            json.WriteNumber("reasoning_tokens", 0);
            json.WriteEndObject();
            json.WriteNumber("total_tokens", InputTokens + OutputTokens);
            json.WriteEndObject();
        }
        else json.WriteNull("usage");
        Copy(json, "user", "null");
        Copy(json, "metadata", "{}");
        json.WriteEndObject();
    }

    /// <summary>The one output item: a message or a function call; in progress it is still empty.</summary>
    public void WriteItem(Utf8JsonWriter json, string status)
    {
        var isDone = status is "completed";
        json.WriteStartObject();
        json.WriteString("id", Tool is null ? MessageId : CallItemId);
        json.WriteString("type", Tool is null ? "message" : "function_call");
        json.WriteString("status", status);
        if (Tool is not null)
        {
            json.WriteString("arguments", isDone ? Arguments : "");
            json.WriteString("call_id", CallId);
            json.WriteString("name", Tool);
        }
        else
        {
            json.WriteStartArray("content");
            if (isDone) WritePart(json, AnswerText);
            json.WriteEndArray();
            json.WriteString("role", "assistant");
        }

        json.WriteEndObject();
    }

    public static void WritePart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "output_text");
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        json.WriteStartArray("logprobs");
        json.WriteEndArray();
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>What was asked, as a list of items with ids.</summary>
    public void WriteInputItems(Utf8JsonWriter json)
    {
        var input = SimulatedPrompt.Member(_request, "input");
        List<JsonElement> items = input.ValueKind is JsonValueKind.Array ? [.. input.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object)] : [];
        var ids = Enumerable.Range(0, Math.Max(1, items.Count)).Select(i => $"{MessageId}_in{i}").ToList();
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        if (items.Count == 0) WriteInputItem(json, ids[0], default, input);
        for (var i = 0; i < items.Count; i++) WriteInputItem(json, ids[i], items[i], SimulatedPrompt.Member(items[i], "content"));
        json.WriteEndArray();
        json.WriteString("first_id", ids[0]);
        json.WriteString("last_id", ids[^1]);
        json.WriteBoolean("has_more", false);
        json.WriteEndObject();
    }

    private static void WriteInputItem(Utf8JsonWriter json, string id, JsonElement item, JsonElement content)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", SimulatedPrompt.Text(item, "type") ?? "message");
        if (item.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in item.EnumerateObject().Where(member => member.Name is not ("id" or "type" or "content"))) member.WriteTo(json);
        }
        else json.WriteString("role", "user");

        if (content.ValueKind is JsonValueKind.String)
        {
            json.WriteStartArray("content");
            json.WriteStartObject();
            json.WriteString("type", SimulatedPrompt.Text(item, "role") is "assistant" ? "output_text" : "input_text");
            json.WriteString("text", content.GetString());
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else if (content.ValueKind is not JsonValueKind.Undefined)
        {
            json.WritePropertyName("content");
            content.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private void Copy(Utf8JsonWriter json, string name, string otherwise)
    {
        json.WritePropertyName(name);
        if (SimulatedPrompt.Member(_request, name) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given) given.WriteTo(json);
        else json.WriteRawValue(otherwise);
    }
}
