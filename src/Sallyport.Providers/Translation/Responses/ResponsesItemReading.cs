namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads <c>input</c>: a text, or a list of items.</summary>
/// <remarks>
/// What the assistant says and the calls it makes are one turn, and so are the results that follow: here they are neighbours, in
/// other dialects one message. Thoughts of the past belong to the vendor that thought them.
/// </remarks>
internal static class ResponsesItemReading
{
    public static void Read(JsonPlace input, ModelRequest request)
    {
        if (input.IsText)
        {
            request.Turns.Add(new Turn(TurnRole.User, [new TextPart(input.Text())]));
            return;
        }

        foreach (var item in input.Items()) ReadItem(item, request);
    }

    private static void ReadItem(JsonPlace item, ModelRequest request)
    {
        var type = item.Member("type");
        switch (type?.Text() ?? "message")
        {
            case "message":
                ReadMessage(item, request);
                break;
            case "function_call":
                AddTo(request, TurnRole.Assistant, ReadCall(item));
                break;
            case "function_call_output":
                AddTo(request, TurnRole.User, ReadOutput(item, request));
                break;
            case "reasoning":
                request.LeftOut.Add("input.reasoning");
                break;
            default: // what tools of the provider did, and what lies with it
                throw type!.RefusalOfWord();
        }
    }

    private static void ReadMessage(JsonPlace item, ModelRequest request)
    {
        TurnRole? role = null;
        List<Part> said = [];
        foreach (var member in item.Members())
        {
            switch (member.Name)
            {
                case "type" or "id" or "status":
                    break; // of the item, not of what it says
                case "phase":
                    request.LeftOut.Add(member.Name);
                    break;
                case "role":
                    role = member.Text() switch
                    {
                        "user" => TurnRole.User,
                        "assistant" => TurnRole.Assistant,
                        "system" or "developer" => TurnRole.System,
                        _ => throw member.Refusal(),
                    };
                    break;
                case "content":
                    said = ResponsesContentReading.Read(member, request);
                    break;
                default:
                    throw member.Refusal();
            }
        }

        var speaker = role ?? throw item.Needed("role").Refusal();
        if (said.Count == 0) return;
        if (speaker is TurnRole.Assistant) AddTo(request, speaker, [.. said]);
        else request.Turns.Add(new Turn(speaker, said));
    }

    private static ToolCallPart ReadCall(JsonPlace item)
    {
        string? id = null, name = null, arguments = null;
        foreach (var member in item.Members())
        {
            switch (member.Name)
            {
                case "type" or "id" or "status":
                    break;
                case "call_id":
                    id = member.Text();
                    break;
                case "name":
                    name = member.Text();
                    break;
                case "arguments":
                    arguments = member.Text();
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return new ToolCallPart(
            id ?? item.Needed("call_id").Text(),
            name ?? item.Needed("name").Text(),
            JsonPieces.ArgumentsOf(arguments));
    }

    private static ToolResultPart ReadOutput(JsonPlace item, ModelRequest request)
    {
        string? id = null;
        List<Part> output = [];
        foreach (var member in item.Members())
        {
            switch (member.Name)
            {
                case "type" or "id" or "status":
                    break;
                case "call_id":
                    id = member.Text();
                    break;
                case "output":
                    output = ResponsesContentReading.Read(member, request);
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return new ToolResultPart(id ?? item.Needed("call_id").Text(), null, output, false);
    }

    private static void AddTo(ModelRequest request, TurnRole role, params Part[] parts)
    {
        var last = request.Turns.Count > 0 ? request.Turns[^1] : null;
        if (last?.Role == role && (role is TurnRole.Assistant || last.Parts.TrueForAll(part => part is ToolResultPart))) last.Parts.AddRange(parts);
        else request.Turns.Add(new Turn(role, [.. parts]));
    }
}
