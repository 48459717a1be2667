namespace Sallyport.Providers.Translation.Chat;

/// <summary>Reads one message of a chat request.</summary>
internal static class ChatMessageParser
{
    public static Turn Read(JsonPlace message, SortedSet<string> leftOut)
    {
        var role = message.Needed("role");
        return role.Text() switch
        {
            "system" or "developer" => new Turn(TurnRole.System, ReadSpoken(message, leftOut)),
            "user" => new Turn(TurnRole.User, ReadSpoken(message, leftOut)),
            "assistant" => new Turn(TurnRole.Assistant, ReadAssistant(message, leftOut)),
            "tool" => new Turn(TurnRole.User, [ReadResult(message, leftOut)]),
            _ => throw role.RefusalOfWord(),
        };
    }

    private static List<Part> ReadSpoken(JsonPlace message, SortedSet<string> leftOut)
    {
        var parts = new List<Part>();
        foreach (var member in message.Members())
        {
            switch (member.Name)
            {
                case "role": break;
                case "content": ReadContent(member, parts, leftOut); break;
                case "name" or "cache_control": leftOut.Add(member.Name); break;
                default: throw member.Refusal();
            }
        }

        return parts;
    }

    private static List<Part> ReadAssistant(JsonPlace message, SortedSet<string> leftOut)
    {
        var parts = new List<Part>();
        if (message.Member("content") is { } content) ReadContent(content, parts, leftOut);
        if (message.Member("refusal") is { } refusal) parts.Add(new RefusalPart(refusal.Text()));
        foreach (var member in message.Members())
        {
            switch (member.Name)
            {
                case "role" or "content" or "refusal": break;
                case "tool_calls": parts.AddRange(member.Items().Select(call => ReadCall(call, leftOut))); break;
                case "name" or "annotations" or "cache_control": leftOut.Add(member.Name); break;
                case "reasoning" or "reasoning_content" or "reasoning_details": leftOut.Add(member.Name); break; // worth nothing to another vendor
                default: throw member.Refusal();
            }
        }

        return parts;
    }

    private static ToolCallPart ReadCall(JsonPlace call, SortedSet<string> leftOut)
    {
        if (call.Member("type") is { } type && type.Text() is not "function") throw type.RefusalOfWord();
        foreach (var member in call.Members())
        {
            if (member.Name is "extra_content") leftOut.Add(member.Name); // Gemini's signature, on its chat surface
            else if (member.Name is not ("id" or "type" or "function" or "index")) throw member.Refusal(); // clients that put a stream together send its index along
        }

        var function = call.Needed("function");
        foreach (var member in function.Members())
        {
            if (member.Name is not ("name" or "arguments")) throw member.Refusal();
        }

        return new ToolCallPart(call.Needed("id").Text(), function.Needed("name").Text(), JsonPieces.ArgumentsOf(function.Member("arguments")?.Text()));
    }

    private static ToolResultPart ReadResult(JsonPlace message, SortedSet<string> leftOut)
    {
        var content = new List<Part>();
        foreach (var member in message.Members())
        {
            switch (member.Name)
            {
                case "role" or "tool_call_id" or "name": break;
                case "content": ReadContent(member, content, leftOut); break;
                case "cache_control": leftOut.Add(member.Name); break;
                default: throw member.Refusal();
            }
        }

        return new ToolResultPart(message.Needed("tool_call_id").Text(), message.Member("name")?.Text(), content, IsError: false);
    }

    private static void ReadContent(JsonPlace content, List<Part> parts, SortedSet<string> leftOut)
    {
        if (content.IsText)
        {
            AddText(content.Text(), parts);
            return;
        }

        foreach (var part in content.Items()) ReadPart(part, parts, leftOut);
    }

    private static void ReadPart(JsonPlace part, List<Part> parts, SortedSet<string> leftOut)
    {
        var type = part.Type();
        foreach (var member in part.Members())
        {
            if (member.Name is "cache_control" or "prompt_cache_breakpoint") leftOut.Add(member.Name);
            else if (member.Name is not "type" && member.Name != type) throw member.Refusal(); // each part has one member, named as its type
        }

        switch (type)
        {
            case "text": AddText(part.Needed("text").Text(), parts); break;
            case "refusal": parts.Add(new RefusalPart(part.Needed("refusal").Text())); break;
            case "image_url": parts.Add(ReadImage(part.Needed("image_url"))); break;
            case "input_audio": parts.Add(ReadAudio(part.Needed("input_audio"))); break;
            case "file": parts.Add(ReadFile(part.Needed("file"))); break;
            default: throw part.Needed("type").RefusalOfWord();
        }
    }

    // An empty text says nothing, and Anthropic refuses it.
    private static void AddText(string text, List<Part> parts)
    {
        if (text.Length > 0) parts.Add(new TextPart(text));
    }

    private static MediaPart ReadImage(JsonPlace image)
    {
        if (image.IsText) return OfAddress(image, null); // some clients leave out the object around it
        foreach (var member in image.Members())
        {
            if (member.Name is not ("url" or "detail")) throw member.Refusal();
        }

        return OfAddress(image.Needed("url"), image.Member("detail")?.Text());

        static MediaPart OfAddress(JsonPlace url, string? detail)
        {
            var address = url.Text();
            if (!MediaTypes.IsData(address)) return new MediaPart(MediaKind.Image, null, null, address, detail);
            return MediaTypes.TryReadData(address, out var mediaType, out var base64) ? new MediaPart(MediaKind.Image, mediaType, base64, null, detail) : throw url.Refusal();
        }
    }

    private static MediaPart ReadAudio(JsonPlace audio)
    {
        foreach (var member in audio.Members())
        {
            if (member.Name is not ("data" or "format")) throw member.Refusal();
        }

        var format = audio.Needed("format");
        if (format.Text() is not ("wav" or "mp3")) throw format.RefusalOfWord();
        return new MediaPart(MediaKind.Audio, "audio/" + format.Text(), audio.Needed("data").Text(), null);
    }

    private static MediaPart ReadFile(JsonPlace file)
    {
        foreach (var member in file.Members())
        {
            if (member.Name is not ("file_data" or "filename")) throw member.Refusal(); // file_id: stored with the provider
        }

        var data = file.Needed("file_data").Text();
        var name = file.Member("filename")?.Text();
        if (MediaTypes.IsData(data)) return MediaTypes.TryReadData(data, out var mediaType, out var base64) ? new MediaPart(MediaKind.Document, mediaType, base64, null, FileName: name) : throw file.Needed("file_data").Refusal();
        return new MediaPart(MediaKind.Document, name?.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) == true ? "application/pdf" : null, data, null, FileName: name);
    }
}
