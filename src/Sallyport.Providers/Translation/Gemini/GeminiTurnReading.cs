using System.Globalization;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Reads <c>systemInstruction</c> and <c>contents</c>.</summary>
/// <remarks>
/// Calls without an id get one from where they stand. A result without an id belongs to the first call of that name which has
/// no result yet, as Gemini has it.
/// </remarks>
internal static class GeminiTurnReading
{
    public static void Read(JsonPlace? system, JsonPlace contents, ModelRequest request)
    {
        if (system is not null) ReadSystem(system, request);
        var waiting = new List<ToolCallPart>();
        var turn = 0;
        foreach (var content in contents.Items())
        {
            JsonPlace? parts = null;
            var role = TurnRole.User; // the API's own default
            foreach (var (name, place) in GeminiMembers.Of(content))
            {
                if (name == "parts") parts = place;
                else if (name == "role") role = RoleOf(place);
                else throw place.Refusal();
            }

            var said = new List<Part>();
            var index = 0;
            foreach (var part in parts?.Items() ?? [])
            {
                if (ReadPart(part, string.Create(CultureInfo.InvariantCulture, $"call_{turn}_{index++}"), waiting, request) is not { } read) continue;
                if (read is ToolCallPart call) waiting.Add(call);
                said.Add(read);
            }

            if (said.Count > 0) request.Turns.Add(new Turn(role, said));
            turn++;
        }
    }

    private static void ReadSystem(JsonPlace system, ModelRequest request)
    {
        if (system.IsText) // not documented, and taken all the same
        {
            request.Turns.Add(new Turn(TurnRole.System, [new TextPart(system.Text())]));
            return;
        }

        var said = new List<Part>();
        foreach (var (name, place) in GeminiMembers.Of(system))
        {
            if (name == "role") continue; // means nothing here
            if (name != "parts") throw place.Refusal();
            foreach (var part in place.IsArray ? place.Items() : [place])
            {
                foreach (var (member, text) in GeminiMembers.Of(part)) said.Add(member == "text" ? new TextPart(text.Text()) : throw text.Refusal());
            }
        }

        if (said.Count > 0) request.Turns.Add(new Turn(TurnRole.System, said));
    }

    private static TurnRole RoleOf(JsonPlace place) => place.Text() switch
    {
        "user" or "function" => TurnRole.User, // the second is how results were sent in older versions
        "model" => TurnRole.Assistant,
        _ => throw place.Refusal(),
    };

    private static Part? ReadPart(JsonPlace part, string id, List<ToolCallPart> waiting, ModelRequest request)
    {
        Part? read = null;
        string? signature = null;
        var isThought = false;
        foreach (var (name, place) in GeminiMembers.Of(part))
        {
            if (name == "thought") isThought = place.Flag();
            else if (name == "thoughtSignature") signature = place.Text();
            else if (read is not null) throw place.Refusal(); // a part is one thing
            else
            {
                read = name switch
                {
                    "text" => new TextPart(place.Text()),
                    "inlineData" or "fileData" => GeminiMedia.Read(place),
                    "functionCall" => ReadCall(place, id),
                    "functionResponse" => ReadResult(place, waiting),
                    _ => throw place.Refusal(),
                };
            }
        }

        if (isThought)
        {
            request.LeftOut.Add("thought");
            return null;
        }

        if (signature is null) return read;
        if (read is ToolCallPart call) return call with { Signature = signature };
        request.LeftOut.Add("thoughtSignature");
        return read is TextPart { Text: "" } ? null : read;
    }

    private static ToolCallPart ReadCall(JsonPlace call, string id)
    {
        string? called = null;
        var arguments = "{}";
        foreach (var (name, place) in GeminiMembers.Of(call))
        {
            if (name == "id") id = place.Text() is { Length: > 0 } given ? given : id;
            else if (name == "name") called = place.Text();
            else if (name == "args") arguments = place.ObjectText();
            else throw place.Refusal();
        }

        return new ToolCallPart(id, called ?? call.Needed("name").Text(), arguments);
    }

    private static ToolResultPart ReadResult(JsonPlace result, List<ToolCallPart> waiting)
    {
        string? id = null, called = null;
        (string Text, bool IsError)? said = null;
        var media = new List<Part>();
        foreach (var (name, place) in GeminiMembers.Of(result))
        {
            switch (name)
            {
                case "id":
                    id = place.Text() is { Length: > 0 } given ? given : null;
                    break;
                case "name":
                    called = place.Text();
                    break;
                case "response":
                    said = GeminiToolResult.Read(place);
                    break;
                case "parts":
                    foreach (var part in place.Items())
                    {
                        foreach (var (member, data) in GeminiMembers.Of(part)) media.Add(member is "inlineData" or "fileData" ? GeminiMedia.Read(data) : throw data.Refusal());
                    }

                    break;
                default: // willContinue, scheduling: of answers that go on while a tool runs
                    throw place.Refusal();
            }
        }

        var call = waiting.Find(c => c.Id == id) ?? waiting.Find(c => c.Name == called);
        if (call is not null) waiting.Remove(call);
        if (call is null && id is null) throw result.Refusal(); // an answer to nothing
        List<Part> content = said is { } words ? [new TextPart(words.Text), .. media] : media;
        return new ToolResultPart(call?.Id ?? id!, called ?? call?.Name, content, said?.IsError ?? false);
    }
}
