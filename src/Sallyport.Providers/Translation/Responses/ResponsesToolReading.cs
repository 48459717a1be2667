namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>. Only functions have a like elsewhere.</summary>
internal static class ResponsesToolReading
{
    public static ToolDefinition ReadTool(JsonPlace tool)
    {
        if (tool.Needed("type") is var type && type.Text() is not "function") throw type.RefusalOfWord();
        string? name = null, description = null, schema = null;
        bool? isStrict = null;
        foreach (var member in tool.Members())
        {
            switch (member.Name)
            {
                case "type":
                    break;
                case "name":
                    name = member.Text();
                    break;
                case "description":
                    description = member.Text();
                    break;
                case "parameters":
                    schema = member.ObjectText();
                    break;
                case "strict":
                    isStrict = member.Flag();
                    break;
                case "defer_loading" when !member.Flag():
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return new ToolDefinition(name ?? tool.Needed("name").Text(), description, schema, isStrict);
    }

    public static ToolChoice ReadChoice(JsonPlace choice)
    {
        if (choice.IsText)
        {
            return choice.Text() switch
            {
                "auto" => new ToolChoice(ToolChoiceKind.Auto),
                "none" => new ToolChoice(ToolChoiceKind.None),
                "required" => new ToolChoice(ToolChoiceKind.Required),
                _ => throw choice.RefusalOfWord(),
            };
        }

        if (choice.Needed("type") is var type && type.Text() is not "function") throw type.RefusalOfWord();
        if (choice.Members().FirstOrDefault(member => member.Name is not ("type" or "name")) is { } other) throw other.Refusal();
        return new ToolChoice(ToolChoiceKind.Named, choice.Needed("name").Text());
    }
}
