using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Writes a whole answer of chat completions.</summary>
internal static class ChatAnswerComposer
{
    public static void Write(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = JsonPieces.Writer(output);
        json.WriteStartObject();
        WriteHead("chat.completion", answer.Id, answer.Model, answer.CreatedAt, frame, json);
        json.WriteStartArray("choices");
        for (var index = 0; index < answer.Choices.Count; index++) WriteChoice(index, answer.Choices[index], json);
        json.WriteEndArray();
        ChatUsage.Write(answer.Usage, json);
        json.WriteEndObject();
    }

    /// <summary>What answers and chunks begin with.</summary>
    public static void WriteHead(string kind, string? id, string? model, long? createdAt, AnswerFrame frame, Utf8JsonWriter json)
    {
        json.WriteString("id", id ?? "chatcmpl-" + frame.RequestId);
        json.WriteString("object", kind);
        json.WriteNumber("created", createdAt ?? frame.At.ToUnixTimeSeconds());
        json.WriteString("model", frame.Model ?? model ?? "");
    }

    private static void WriteChoice(int index, AnswerChoice choice, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        WriteText("content", choice.Parts.OfType<TextPart>().Select(static t => t.Text), json);
        WriteText("refusal", choice.Parts.OfType<RefusalPart>().Select(static t => t.Text), json);
        if (choice.Parts.Exists(static p => p is ReasoningPart { Text.Length: > 0 })) WriteText("reasoning_content", choice.Parts.OfType<ReasoningPart>().Select(static t => t.Text), json);
        if (choice.Parts.Exists(static p => p is ToolCallPart))
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in choice.Parts.OfType<ToolCallPart>()) ChatMessageComposer.WriteCall(call, json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", ChatStopReasons.Write(choice.Stop));
        json.WriteEndObject();
    }

    private static void WriteText(string name, IEnumerable<string> pieces, Utf8JsonWriter json)
    {
        var texts = pieces.ToList();
        if (texts.Count == 0) json.WriteNull(name);
        else json.WriteString(name, string.Concat(texts));
    }
}
