namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>. Only functions have a like elsewhere.</summary>
internal static class ResponsesToolReading
{
    private static readonly HashSet<string> HostedOrFree = new(StringComparer.Ordinal)
    {
        "custom", "local_shell", "shell", "apply_patch", "web_search", "web_search_preview", "file_search", "code_interpreter", "computer", "computer_use_preview", "image_generation", "mcp", "namespace", "tool_search",
        "allowed_tools",
    };

    public static ToolDefinition ReadTool(JsonPlace tool)
    {
        if (tool.Member("type") is not { } type) throw tool.Refusal();
        if (type.Text() is not "function") throw Unknown(type);
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

        return new ToolDefinition(name ?? throw new UntranslatableException(tool.Path() + ".name"), description, schema, isStrict);
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
                _ => throw choice.Refusal(),
            };
        }

        if (choice.Member("type") is not { } type) throw choice.Refusal();
        if (type.Text() is not "function") throw Unknown(type);
        if (choice.Members().FirstOrDefault(member => member.Name is not ("type" or "name")) is { } other) throw other.Refusal();
        return new ToolChoice(ToolChoiceKind.Named, choice.Member("name")?.Text() ?? throw new UntranslatableException(choice.Path() + ".name"));
    }

    private static UntranslatableException Unknown(JsonPlace type) => type.Refusal(HostedOrFree.TryGetValue(type.Text(), out var word) ? word : null);
}
