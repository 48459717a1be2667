using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Writes a whole answer of the Messages API. It has room for one choice.</summary>
internal static class MessagesAnswerComposer
{
    public static void Write(ModelAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice([], StopReason.ContentFilter);
        using var json = JsonPieces.Writer(output);
        json.WriteStartObject();
        WriteHead(answer.Id, answer.Model, frame, json);
        json.WriteStartArray("content");
        foreach (var part in choice.Parts) WritePart(part, json);
        json.WriteEndArray();
        WriteStop(MessagesStopReasons.Write(choice.Stop, choice.Parts.Exists(static p => p is RefusalPart)), choice.StopSequence, json);
        MessagesUsage.Write(answer.Usage, json, isDelta: false);
        json.WriteEndObject();
    }

    /// <summary>What a message begins with, up to its content.</summary>
    public static void WriteHead(string? id, string? model, AnswerFrame frame, Utf8JsonWriter json)
    {
        json.WriteString("id", id ?? "msg_" + frame.RequestId);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", frame.Model ?? model ?? "");
    }

    /// <summary>Why it ended, in the members that a message and a <c>message_delta</c> share.</summary>
    public static void WriteStop(string? reason, string? sequence, Utf8JsonWriter json)
    {
        json.WriteString("stop_reason", reason);
        json.WriteString("stop_sequence", sequence);
        if (reason is "refusal")
        {
            json.WriteStartObject("stop_details");
            json.WriteString("type", "refusal");
            json.WriteNull("category");
            json.WriteNull("explanation");
            json.WriteEndObject();
        }
        else json.WriteNull("stop_details");
        json.WriteNull("container");
    }

    private static void WritePart(Part part, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, json);
                break;
            case RefusalPart refusal:
                WriteText(refusal.Text, json);
                break;
            case ReasoningPart thoughts:
                json.WriteString("type", "thinking");
                json.WriteString("thinking", thoughts.Text);
                json.WriteString("signature", thoughts.Signature ?? "");
                break;
            case ToolCallPart call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", ToolUseId.Of(call.Id));
                json.WriteString("name", call.Name);
                json.WritePropertyName("input");
                JsonFragment.WriteObject(json, call.Arguments);
                break;
            case MediaPart media: throw new UntranslatableException($"{media.Kind.ToString().ToLowerInvariant()} in the answer");
            default: throw new UntranslatableException("part of the answer");
        }

        json.WriteEndObject();
    }

    private static void WriteText(string text, Utf8JsonWriter json)
    {
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteNull("citations");
    }
}
