using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>One item of <c>output</c>: a message, a call, or thoughts.</summary>
/// <param name="Id">msg_…, fc_… or rs_….</param>
/// <param name="Parts">The contents of a message, in order; one part for all else.</param>
internal sealed record ResponsesItem(string Id, List<Part> Parts)
{
    private bool IsMessage => Parts.Count == 0 || Parts[0] is TextPart or RefusalPart;

    /// <param name="json">Written to.</param>
    /// <param name="status">in_progress, completed or incomplete.</param>
    public void Write(Utf8JsonWriter json, string status)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        if (IsMessage)
        {
            json.WriteString("type", "message");
            json.WriteString("status", status);
            json.WriteString("role", "assistant");
            json.WriteStartArray("content");
            foreach (var part in Parts) WriteContent(json, part);
            json.WriteEndArray();
        }
        else if (Parts[0] is ToolCallPart call)
        {
            json.WriteString("type", "function_call");
            json.WriteString("status", status);
            json.WriteString("call_id", call.Id);
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments);
        }
        else
        {
            json.WriteString("type", "reasoning");
            json.WriteStartArray("summary");
            if (Parts[0] is ReasoningPart { Text.Length: > 0 } thought) WriteSummary(json, thought.Text);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteContent(Utf8JsonWriter json, Part part)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type", "refusal");
            json.WriteString("refusal", refusal.Text);
        }
        else
        {
            json.WriteString("type", "output_text");
            json.WriteString("text", (part as TextPart)?.Text ?? "");
            json.WriteStartArray("annotations");
            json.WriteEndArray();
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "summary_text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
