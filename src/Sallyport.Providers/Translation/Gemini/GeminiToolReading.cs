namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiToolReading
{
    public static void ReadTools(JsonPlace tools, ModelRequest request)
    {
        foreach (var tool in tools.Items())
        {
            foreach (var (name, place) in GeminiMembers.Of(tool))
            {
                if (name != "functionDeclarations") throw place.Refusal(); // googleSearch, codeExecution …: the provider runs them
                foreach (var function in place.Items()) request.Tools.Add(ReadFunction(function));
            }
        }
    }

    /// <param name="config">The member <c>toolConfig</c>.</param>
    /// <param name="request">Has its tools already.</param>
    public static void ReadChoice(JsonPlace config, ModelRequest request)
    {
        foreach (var (name, place) in GeminiMembers.Of(config))
        {
            if (name == "functionCallingConfig") request.ToolChoice = ReadCalling(place, request.Tools);
            else if (name != "includeServerSideToolInvocations" || place.Flag()) throw place.Refusal();
        }
    }

    private static ToolDefinition ReadFunction(JsonPlace function)
    {
        string? called = null, description = null, schema = null;
        foreach (var (name, place) in GeminiMembers.Of(function))
        {
            switch (name)
            {
                case "name":
                    called = place.Text();
                    break;
                case "description":
                    description = place.Text();
                    break;
                case "parameters" when schema is null:
                    schema = GeminiSchema.ToJsonSchema(place);
                    break;
                case "parametersJsonSchema" when schema is null:
                    schema = place.ObjectText();
                    break;
                case "behavior":
                    if (place.Text() is not ("BLOCKING" or "UNSPECIFIED")) throw place.Refusal();
                    break;
                default: // response, responseJsonSchema: the model reads them, and no other dialect has a place for them
                    throw place.Refusal();
            }
        }

        return new ToolDefinition(called ?? function.Needed("name").Text(), description, schema, null);
    }

    private static ToolChoice? ReadCalling(JsonPlace config, List<ToolDefinition> tools)
    {
        JsonPlace? mode = null, allowed = null;
        foreach (var (name, place) in GeminiMembers.Of(config))
        {
            if (name == "mode") mode = place;
            else if (name == "allowedFunctionNames") allowed = place;
            else throw place.Refusal();
        }

        var names = allowed?.Items().Select(item => item.Text()).ToList() ?? [];
        var word = mode?.Text() ?? "MODE_UNSPECIFIED";
        if (names.Count > 0 && word != "ANY") throw allowed!.Refusal();
        return word switch
        {
            "MODE_UNSPECIFIED" => null,
            "AUTO" => new ToolChoice(ToolChoiceKind.Auto),
            "NONE" => new ToolChoice(ToolChoiceKind.None),
            "ANY" when names.Count == 0 || tools.TrueForAll(tool => names.Contains(tool.Name, StringComparer.Ordinal)) && names.Count > 1 => new ToolChoice(ToolChoiceKind.Required),
            "ANY" when names.Count == 1 => new ToolChoice(ToolChoiceKind.Named, names[0]),
            "ANY" => throw allowed!.Refusal(), // some of several tools: no other dialect takes a choice among them
            _ => throw mode!.RefusalOfWord(), // VALIDATED: no other dialect checks calls that it does not demand
        };
    }
}
