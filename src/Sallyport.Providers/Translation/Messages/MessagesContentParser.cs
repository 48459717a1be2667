namespace Sallyport.Providers.Translation.Messages;

/// <summary>Reads the content of a message, of the system prompt or of a tool's result.</summary>
internal static class MessagesContentParser
{
    /// <param name="content">A text, or blocks.</param>
    /// <param name="leftOut">Takes the names of what has no like elsewhere.</param>
    public static List<Part> Read(JsonPlace content, SortedSet<string> leftOut)
    {
        var parts = new List<Part>();
        if (content.IsText) AddText(content.Text(), parts);
        else
        {
            foreach (var block in content.Items()) ReadBlock(block, parts, leftOut);
        }

        return parts;
    }

    private static void ReadBlock(JsonPlace block, List<Part> parts, SortedSet<string> leftOut)
    {
        switch (block.Type())
        {
            case "text":
                Check(block, leftOut, "text", "citations");
                if (block.Member("citations") is { } citations && citations.Items().Any()) leftOut.Add("citations"); // of an earlier answer
                AddText(block.Needed("text").Text(), parts);
                break;
            case "image":
                Check(block, leftOut, "source");
                parts.Add(ReadImage(block.Needed("source")));
                break;
            case "document":
                Check(block, leftOut, "source", "title", "context", "citations");
                CheckCitations(block);
                ReadDocument(block, parts, leftOut);
                break;
            case "search_result":
                Check(block, leftOut, "source", "title", "content", "citations");
                CheckCitations(block);
                AddText(block.Needed("title").Text(), parts);
                AddText(block.Needed("source").Text(), parts);
                parts.AddRange(Read(block.Needed("content"), leftOut));
                break;
            case "thinking" or "redacted_thinking": leftOut.Add("thinking"); break; // its proof is worth nothing to another vendor
            case "tool_use":
                Check(block, leftOut, "id", "name", "input", "caller");
                CheckCaller(block);
                parts.Add(new ToolCallPart(block.Needed("id").Text(), block.Needed("name").Text(), block.Member("input")?.ObjectText() ?? "{}"));
                break;
            case "tool_result":
                Check(block, leftOut, "tool_use_id", "content", "is_error");
                var content = block.Member("content") is { } told ? Read(told, leftOut) : [];
                parts.Add(new ToolResultPart(block.Needed("tool_use_id").Text(), null, content, block.Member("is_error")?.Flag() ?? false));
                break;
            default: throw block.Needed("type").RefusalOfWord();
        }
    }

    private static void Check(JsonPlace block, SortedSet<string> leftOut, params ReadOnlySpan<string> known)
    {
        foreach (var member in block.Members())
        {
            if (member.Name is "cache_control") leftOut.Add(member.Name);
            else if (member.Name is not "type" && !known.Contains(member.Name)) throw member.Refusal();
        }
    }

    // Citations are a form of answer that no other dialect has.
    private static void CheckCitations(JsonPlace block)
    {
        if (block.Member("citations") is not { } citations) return;
        foreach (var member in citations.Members())
        {
            if (member.Name is not "enabled" || member.Flag()) throw member.Refusal();
        }
    }

    // Calls made by the provider's own tools belong to tools that are refused.
    private static void CheckCaller(JsonPlace block)
    {
        if (block.Member("caller") is not { } caller) return;
        if (caller.Type() is not "direct") throw caller.Needed("type").RefusalOfWord();
        foreach (var member in caller.Members())
        {
            if (member.Name is not "type") throw member.Refusal();
        }
    }

    private static void AddText(string text, List<Part> parts)
    {
        if (text.Length > 0) parts.Add(new TextPart(text));
    }

    private static MediaPart ReadImage(JsonPlace source)
    {
        CheckSource(source);
        return source.Type() switch
        {
            "base64" => new MediaPart(MediaKind.Image, source.Needed("media_type").Text(), source.Needed("data").Text(), null),
            "url" => new MediaPart(MediaKind.Image, null, null, source.Needed("url").Text()),
            _ => throw source.Needed("type").RefusalOfWord(), // file: stored with the provider
        };
    }

    private static void ReadDocument(JsonPlace block, List<Part> parts, SortedSet<string> leftOut)
    {
        var source = block.Needed("source");
        CheckSource(source);
        var title = block.Member("title")?.Text();
        if (source.Type() is "base64" or "url")
        {
            if (block.Member("context") is { } context) AddText(context.Text(), parts);
            parts.Add(source.Type() is "base64"
                ? new MediaPart(MediaKind.Document, source.Needed("media_type").Text(), source.Needed("data").Text(), null, FileName: title)
                : new MediaPart(MediaKind.Document, null, null, source.Needed("url").Text(), FileName: title));
            return;
        }

        // Plain text is text everywhere; its title and context are said before it.
        AddText(title ?? "", parts);
        AddText(block.Member("context")?.Text() ?? "", parts);
        switch (source.Type())
        {
            case "text": AddText(source.Needed("data").Text(), parts); break;
            case "content": parts.AddRange(Read(source.Needed("content"), leftOut)); break;
            default: throw source.Needed("type").RefusalOfWord();
        }
    }

    private static void CheckSource(JsonPlace source)
    {
        foreach (var member in source.Members())
        {
            if (member.Name is not ("type" or "media_type" or "data" or "url" or "content" or "file_id")) throw member.Refusal();
        }
    }
}
