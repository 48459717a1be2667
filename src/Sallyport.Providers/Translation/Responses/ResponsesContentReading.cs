namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads the content of a message or the output of a tool: a text, or a list of parts.</summary>
internal static class ResponsesContentReading
{
    public static List<Part> Read(JsonPlace content, ModelRequest request)
    {
        if (content.IsText) return [new TextPart(content.Text())];
        var parts = new List<Part>();
        foreach (var part in content.Items()) parts.Add(ReadPart(part, request));
        return parts;
    }

    private static Part ReadPart(JsonPlace part, ModelRequest request)
    {
        return part.Type() switch
        {
            "input_text" or "output_text" or "text" => ReadText(part, request),
            "refusal" => new RefusalPart(Only(part, "refusal")),
            "input_image" => ReadImage(part),
            "input_file" => ReadFile(part),
            "input_audio" => ReadAudio(part),
            _ => throw part.Needed("type").RefusalOfWord(),
        };
    }

    private static TextPart ReadText(JsonPlace part, ModelRequest request)
    {
        string? text = null;
        foreach (var member in part.Members())
        {
            switch (member.Name)
            {
                case "type" or "logprobs":
                    break;
                case "text":
                    text = member.Text();
                    break;
                case "annotations":
                    if (member.Items().Any()) request.LeftOut.Add(member.Name);
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return new TextPart(text ?? part.Needed("text").Text());
    }

    private static MediaPart ReadImage(JsonPlace part)
    {
        string? address = null, detail = null;
        foreach (var member in part.Members())
        {
            switch (member.Name)
            {
                case "type":
                    break;
                case "image_url":
                    address = member.Text();
                    break;
                case "detail":
                    detail = member.Text() is "low" or "high" or "auto" or "original" ? member.Text() : throw member.Refusal();
                    break;
                default: // file_id: the file lies with the provider
                    throw member.Refusal();
            }
        }

        address ??= part.Needed("image_url").Text();
        return MediaTypes.TryReadData(address, out var mediaType, out var base64)
            ? new MediaPart(MediaKind.Image, mediaType, base64, null, detail)
            : new MediaPart(MediaKind.Image, null, null, address, detail);
    }

    private static MediaPart ReadFile(JsonPlace part)
    {
        string? address = null, data = null, name = null;
        foreach (var member in part.Members())
        {
            switch (member.Name)
            {
                case "type":
                    break;
                case "file_url":
                    address = member.Text();
                    break;
                case "file_data":
                    data = member.Text();
                    break;
                case "filename":
                    name = member.Text();
                    break;
                default: // file_id: the file lies with the provider
                    throw member.Refusal();
            }
        }

        if (data is null) return new MediaPart(MediaKind.Document, null, null, address ?? part.Needed("file_data").Text(), FileName: name);
        return MediaTypes.TryReadData(data, out var mediaType, out var base64)
            ? new MediaPart(MediaKind.Document, mediaType, base64, null, FileName: name)
            : new MediaPart(MediaKind.Document, "application/pdf", data, null, FileName: name); // bytes alone are a PDF, the kind that this API began with
    }

    private static MediaPart ReadAudio(JsonPlace part)
    {
        var audio = part.Needed("input_audio");
        if (part.Members().Concat(audio.Members()).FirstOrDefault(member => member.Name is not ("type" or "input_audio" or "data" or "format")) is { } other) throw other.Refusal();
        var format = audio.Needed("format");
        var mediaType = format.Text() switch
        {
            "wav" => "audio/wav",
            "mp3" => "audio/mpeg",
            _ => throw format.RefusalOfWord(),
        };
        return new MediaPart(MediaKind.Audio, mediaType, audio.Needed("data").Text(), null);
    }

    private static string Only(JsonPlace part, string name)
    {
        if (part.Members().FirstOrDefault(member => member.Name != "type" && member.Name != name) is { } other) throw other.Refusal();
        return part.Needed(name).Text();
    }
}
