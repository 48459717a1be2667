using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>What the simulator understands of a request, whatever the dialect.</summary>
/// <remarks>Reads a document model: the simulator is a provider, not the data path, and what it is given has passed the path already.</remarks>
internal sealed class SimulatedPrompt
{
    private const int MaxEchoLength = 16 * 1024, SnippetLength = 200;

    /// <summary>The last thing that the user, or a tool for the user, said.</summary>
    public string LastText { get; private init; } = "";

    /// <summary>The tool to call; null to answer with text.</summary>
    public OfferedTool? Tool { get; private init; }

    /// <summary>The schema that the answer must have; undefined if text will do.</summary>
    public JsonElement AnswerSchema { get; private init; }

    /// <summary>True if the answer must be JSON of any shape.</summary>
    public bool WantsJson { get; private init; }

    /// <summary>A rough estimate, a quarter of the body's bytes: the simulator has no tokenizer.</summary>
    public int InputTokens { get; private init; }

    /// <summary>The answer: marked as simulated, then what the "provider" saw.</summary>
    public string AnswerText =>
        AnswerSchema.ValueKind is JsonValueKind.Object ? SimulatedArguments.From(AnswerSchema, Snippet)
        : WantsJson ? JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["simulated"] = LastText })
        : "[simulated] " + (LastText.Length == 0 ? "(no text)" : LastText);

    /// <summary>The called tool's arguments as JSON.</summary>
    public string Arguments => Tool is { } tool ? SimulatedArguments.From(tool.Schema, Snippet) : "{}";

    public int OutputTokens => EstimateTokens(Tool is null ? AnswerText : Arguments);

    private string Snippet => LastText.Length <= SnippetLength ? LastText : LastText[..(char.IsHighSurrogate(LastText[SnippetLength - 1]) ? SnippetLength - 1 : SnippetLength)];

    public static int EstimateTokens(string text) => Math.Max(1, (Encoding.UTF8.GetByteCount(text) + 3) / 4);

    public static SimulatedPrompt FromChat(JsonElement root, int bytes)
    {
        var (text, isToolResult) = Last(Items(root, "messages"), static message => Text(message, "role") is "user" or "tool" or "function", static message => Text(message, "role") is "tool" or "function");
        var tools = Items(root, "tools").Where(tool => Text(tool, "type") is "function").Select(tool => OfferedTool.From(Member(tool, "function"), "parameters")).ToList();
        var choice = Member(root, "tool_choice");
        var format = Member(root, "response_format");
        return new SimulatedPrompt
        {
            LastText = text,
            InputTokens = Tokens(bytes),
            Tool = Choose(tools, text, isToolResult, choice.ValueKind is JsonValueKind.String ? choice.GetString() : null, Text(Member(choice, "function"), "name")),
            WantsJson = Text(format, "type") is "json_object",
            AnswerSchema = Member(Member(format, "json_schema"), "schema"),
        };
    }

    public static SimulatedPrompt FromResponses(JsonElement root, int bytes)
    {
        var input = Member(root, "input");
        var (text, isToolResult) = input.ValueKind is JsonValueKind.String
            ? (input.GetString()!, false)
            : Last(Items(root, "input"), static item => Text(item, "role") is "user" || IsOutput(item), IsOutput);
        var tools = Items(root, "tools").Where(tool => Text(tool, "type") is "function").Select(tool => OfferedTool.From(tool, "parameters")).ToList();
        var choice = Member(root, "tool_choice");
        var format = Member(Member(root, "text"), "format");
        return new SimulatedPrompt
        {
            LastText = Bound(text),
            InputTokens = Tokens(bytes),
            Tool = Choose(tools, text, isToolResult, choice.ValueKind is JsonValueKind.String ? choice.GetString() : null, Text(choice, "name")),
            WantsJson = Text(format, "type") is "json_object",
            AnswerSchema = Member(format, "schema"),
        };

        static bool IsOutput(JsonElement item) => Text(item, "type") is "function_call_output" or "custom_tool_call_output";
    }

    public static SimulatedPrompt FromMessages(JsonElement root, int bytes)
    {
        var (text, isToolResult) = Last(Items(root, "messages"), static message => Text(message, "role") is "user",
            static message => Items(message, "content").Any(block => Text(block, "type") is "tool_result"));
        var tools = Items(root, "tools").Where(tool => Member(tool, "input_schema").ValueKind is JsonValueKind.Object).Select(tool => OfferedTool.From(tool, "input_schema")).ToList();
        var choice = Member(root, "tool_choice");
        var word = Text(choice, "type") switch { "any" => "required", "none" => "none", _ => null };
        var schema = Member(Member(Member(root, "output_config"), "format"), "schema");
        return new SimulatedPrompt
        {
            LastText = text,
            InputTokens = Tokens(bytes),
            Tool = Choose(tools, text, isToolResult, word, Text(choice, "name")),
            AnswerSchema = schema.ValueKind is JsonValueKind.Object ? schema : Member(Member(root, "output_format"), "schema"),
        };
    }

    public static SimulatedPrompt FromGemini(JsonElement root, int bytes)
    {
        var (text, isToolResult) = Last(Items(root, "contents"), static content => Text(content, "role") is not "model",
            static content => Items(content, "parts").Any(part => Member(part, "functionResponse").ValueKind is JsonValueKind.Object));
        var tools = Items(root, "tools").SelectMany(tool => Items(tool, "functionDeclarations")).Select(tool => OfferedTool.From(tool, Member(tool, "parametersJsonSchema").ValueKind is JsonValueKind.Object ? "parametersJsonSchema" : "parameters")).ToList();
        var calling = Member(Member(root, "toolConfig"), "functionCallingConfig");
        var word = Text(calling, "mode") switch { "ANY" => "required", "NONE" => "none", _ => null };
        var allowed = word is "required" ? Items(calling, "allowedFunctionNames").Select(name => name.GetString()).FirstOrDefault() : null;
        var generation = Member(root, "generationConfig");
        var schema = Member(generation, "responseJsonSchema");
        return new SimulatedPrompt
        {
            LastText = text,
            InputTokens = Tokens(bytes),
            Tool = Choose(tools, text, isToolResult, word, allowed),
            WantsJson = Text(generation, "responseMimeType") is "application/json",
            AnswerSchema = schema.ValueKind is JsonValueKind.Object ? schema : Member(generation, "responseSchema"),
        };
    }

    /// <summary>A member, or an undefined element if there is none or the parent is no object.</summary>
    public static JsonElement Member(JsonElement parent, string name) => parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    public static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool IsTrue(JsonElement parent, string name) => Member(parent, name).ValueKind is JsonValueKind.True;

    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static int Tokens(int bytes) => Math.Max(1, bytes / 4);

    private static OfferedTool? Choose(List<OfferedTool> tools, string text, bool isToolResult, string? word, string? name)
    {
        if (tools.Count == 0 || word is "none") return null;
        if (name is not null) return tools.Find(tool => tool.Name == name) ?? tools[0];
        if (word is "required") return tools[0];
        // A model that has its tool's result answers; calling again would keep an agent's loop going for ever.
        return !isToolResult && text.Contains("tool", StringComparison.OrdinalIgnoreCase) ? tools[0] : null;
    }

    private static (string Text, bool IsToolResult) Last(IEnumerable<JsonElement> messages, Func<JsonElement, bool> isUsers, Func<JsonElement, bool> isToolResult)
    {
        var last = messages.LastOrDefault(isUsers);
        if (last.ValueKind is not JsonValueKind.Object) return ("", false);
        var text = new StringBuilder();
        foreach (var name in (ReadOnlySpan<string>)["content", "parts", "output"]) AddText(Member(last, name), text);
        return (Bound(text.ToString()), isToolResult(last));
    }

    private static void AddText(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                if (text.Length > 0) text.Append('\n');
                text.Append(value.GetString());
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) AddText(item, text);
                break;
            case JsonValueKind.Object:
                AddText(Member(value, "text"), text);
                AddText(Member(value, "content"), text);
                if (Member(value, "functionResponse") is { ValueKind: JsonValueKind.Object } response) text.Append(Member(response, "response").GetRawText());
                break;
        }
    }

    private static string Bound(string text) => text.Length <= MaxEchoLength ? text : text[..(char.IsHighSurrogate(text[MaxEchoLength - 1]) ? MaxEchoLength - 1 : MaxEchoLength)];
}

/// <summary>A tool that the client offers.</summary>
internal sealed record OfferedTool(string Name, JsonElement Schema)
{
    public static OfferedTool From(JsonElement tool, string schema) => new(SimulatedPrompt.Text(tool, "name") ?? "tool", SimulatedPrompt.Member(tool, schema));
}
