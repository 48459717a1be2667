namespace Sallyport.Providers.Translation.Gemini;

/// <summary>One part of an answer, whole or in a stream: text, a thought, or a call, which Gemini never cuts.</summary>
internal static class GeminiAnswerPart
{
    /// <param name="part">The part.</param>
    /// <param name="newId">Makes the id of a call without one, from its name and arguments.</param>
    /// <returns>Null for a part that says nothing: a signature alone.</returns>
    /// <exception cref="UntranslatableException">An image, code that the provider ran, or what is not known.</exception>
    public static Part? Read(JsonPlace part, Func<string, string, string> newId)
    {
        string? text = null, signature = null;
        ToolCallPart? call = null;
        var isThought = false;
        foreach (var member in part.Members())
        {
            switch (member.Name)
            {
                case "text":
                    text = member.Text();
                    break;
                case "thought":
                    isThought = member.Flag();
                    break;
                case "thoughtSignature":
                    signature = member.Text();
                    break;
                case "functionCall":
                    call = ReadCall(member, newId);
                    break;
                case "partMetadata":
                    break; // remarks, not an answer
                default:
                    throw member.Refusal();
            }
        }

        if (call is not null) return call with { Signature = signature };
        if (string.IsNullOrEmpty(text)) return null;
        return isThought ? new ReasoningPart(text, signature) : new TextPart(text);
    }

    private static ToolCallPart ReadCall(JsonPlace call, Func<string, string, string> newId)
    {
        string? id = null, name = null;
        var arguments = "{}";
        foreach (var member in call.Members())
        {
            switch (member.Name)
            {
                case "id":
                    id = member.Text();
                    break;
                case "name":
                    name = member.Text();
                    break;
                case "args":
                    arguments = member.ObjectText();
                    break;
                default: // arguments in pieces come only to who asks for them
                    throw member.Refusal();
            }
        }

        name ??= call.Needed("name").Text();
        return new ToolCallPart(string.IsNullOrEmpty(id) ? newId(name, arguments) : id, name, arguments);
    }
}
