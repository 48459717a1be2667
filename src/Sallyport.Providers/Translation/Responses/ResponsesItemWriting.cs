using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Writes <c>instructions</c> and <c>input</c>.</summary>
internal static class ResponsesItemWriting
{
    public static void Write(Utf8JsonWriter json, ModelRequest request)
    {
        var turns = request.Turns.AsEnumerable();
        if (request.Turns is [{ Role: TurnRole.System, Parts: [TextPart prompt] }, _, ..])
        {
            json.WriteString("instructions", prompt.Text);
            turns = turns.Skip(1);
        }

        json.WriteStartArray("input");
        foreach (var turn in turns) WriteTurn(json, turn);
        json.WriteEndArray();
    }

    // Neighbours that say something are one message; calls and results are items of their own.
    private static void WriteTurn(Utf8JsonWriter json, Turn turn)
    {
        var role = turn.Role switch
        {
            TurnRole.System => "system",
            TurnRole.Assistant => "assistant",
            _ => "user",
        };
        var said = new List<Part>();
        foreach (var part in turn.Parts)
        {
            switch (part)
            {
                case ReasoningPart: // another vendor's thoughts
                    break;
                case ToolCallPart call:
                    Flush();
                    WriteCall(json, call);
                    break;
                case ToolResultPart result:
                    Flush();
                    WriteResult(json, result);
                    break;
                default:
                    said.Add(part);
                    break;
            }
        }

        Flush();

        void Flush()
        {
            if (said.Count == 0) return;
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteString("role", role);
            json.WriteStartArray("content");
            foreach (var part in said) WritePart(json, part, turn.Role);
            json.WriteEndArray();
            json.WriteEndObject();
            said.Clear();
        }
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteStartObject();
        json.WriteString("type", "function_call");
        json.WriteString("call_id", call.Id);
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.Arguments);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        var content = result.Content;

        // There is no member that says so, and the model must know.
        if (result.IsError && !(content is [TextPart first, ..] && first.Text.StartsWith("error", StringComparison.OrdinalIgnoreCase))) content = [new TextPart("Error:"), .. content];
        json.WriteStartObject();
        json.WriteString("type", "function_call_output");
        json.WriteString("call_id", result.CallId);
        if (content is []) json.WriteString("output", "");
        else if (content is [TextPart only]) json.WriteString("output", only.Text);
        else
        {
            json.WriteStartArray("output");
            foreach (var part in content) WritePart(json, part, TurnRole.User);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, Part part, TurnRole role)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("type", role is TurnRole.Assistant ? "output_text" : "input_text");
                json.WriteString("text", text.Text);
                if (role is TurnRole.Assistant)
                {
                    json.WriteStartArray("annotations");
                    json.WriteEndArray();
                }

                break;
            case RefusalPart refusal when role is TurnRole.Assistant:
                json.WriteString("type", "refusal");
                json.WriteString("refusal", refusal.Text);
                break;
            case MediaPart media when role is TurnRole.User:
                WriteMedia(json, media);
                break;
            default:
                throw new UntranslatableException(part is MediaPart ? "media that the user did not send" : "a refusal that the assistant did not say");
        }

        json.WriteEndObject();
    }

    private static void WriteMedia(Utf8JsonWriter json, MediaPart media)
    {
        if (media.Address is { } address && !MediaTypes.IsWeb(address)) throw new UntranslatableException("media stored with a provider");
        switch (media.Kind)
        {
            case MediaKind.Image:
                json.WriteString("type", "input_image");
                json.WriteString("image_url", media.Base64 is null ? media.Address : MediaTypes.DataAddress(media.MediaType ?? "image/png", media.Base64));
                json.WriteString("detail", media.Detail ?? "auto");
                break;
            case MediaKind.Document:
                json.WriteString("type", "input_file");
                if (media.Base64 is null) json.WriteString("file_url", media.Address);
                else
                {
                    var mediaType = media.MediaType ?? "application/pdf";
                    json.WriteString("filename", media.FileName ?? (mediaType == "application/pdf" ? "document.pdf" : "document.txt")); // demanded beside bytes
                    json.WriteString("file_data", MediaTypes.DataAddress(mediaType, media.Base64));
                }

                break;
            default:
                json.WriteString("type", "input_audio");
                json.WriteStartObject("input_audio");
                json.WriteString("data", media.Base64 ?? throw new UntranslatableException("audio by address"));
                json.WriteString("format", media.MediaType switch
                {
                    "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
                    "audio/mpeg" or "audio/mp3" => "mp3",
                    _ => throw new UntranslatableException("audio that is neither wav nor mp3"),
                });
                json.WriteEndObject();
                break;
        }
    }
}
