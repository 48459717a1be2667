using System.Globalization;
using System.Text.Json;
using Sallyport.Providers.Translation.Chat;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Writes <c>POST /v1/responses</c> for an upstream. Nothing is stored there: the client did not ask for it.</summary>
internal static class ResponsesRequestWriting
{
    private const int MostUserCharacters = 64; // a longer one is refused; agents name themselves in more

    public static void Write(Utf8JsonWriter json, ModelRequest request, string model)
    {
        Check(request);
        json.WriteStartObject();
        json.WriteString("model", model);
        ResponsesItemWriting.Write(json, request);
        json.WriteBoolean("store", false);
        if (request.Stream) json.WriteBoolean("stream", true);
        if (request.MaxOutputTokens is { } most) json.WriteNumber("max_output_tokens", most);
        json.WriteNumberAsIs("temperature", request.Temperature);
        json.WriteNumberAsIs("top_p", request.TopP);
        if (request.Tools.Count > 0)
        {
            WriteTools(json, request.Tools);
            if (request.ToolChoice is { } choice) WriteChoice(json, choice);
            if (request.ParallelToolCalls is { } parallel) json.WriteBoolean("parallel_tool_calls", parallel);
        }

        if (request.Format is not null || request.Verbosity is not null) WriteText(json, request.Format, request.Verbosity);
        if (request.Reasoning is { } reasoning) WriteReasoning(json, reasoning, model, request.LeftOut);
        if (request.EndUser is { Length: <= MostUserCharacters } user) json.WriteString("user", user);
        else if (request.EndUser is not null) request.LeftOut.Add("user");
        json.WriteEndObject();
    }

    public static void WriteTools(Utf8JsonWriter json, List<ToolDefinition> tools)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteString("name", tool.Name);
            if (tool.Description is not null) json.WriteString("description", tool.Description);
            json.WritePropertyName("parameters");
            JsonFragment.WriteObject(json, tool.Schema ?? """{"type":"object","properties":{}}""");
            json.WriteBoolean("strict", tool.IsStrict ?? false); // strict is the default here and nowhere else, and a schema must be made for it
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteChoice(Utf8JsonWriter json, ToolChoice choice)
    {
        if (choice.Kind is ToolChoiceKind.Named)
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteString("name", choice.Name);
            json.WriteEndObject();
            return;
        }

        json.WriteString("tool_choice", choice.Kind switch
        {
            ToolChoiceKind.None => "none",
            ToolChoiceKind.Required => "required",
            _ => "auto",
        });
    }

    public static void WriteText(Utf8JsonWriter json, OutputFormat? format, string? verbosity)
    {
        json.WriteStartObject("text");
        if (verbosity is not null) json.WriteString("verbosity", verbosity);
        json.WriteStartObject("format");
        json.WriteString("type", format is null ? "text" : format.Schema is null ? "json_object" : "json_schema");
        if (format?.Schema is { } schema)
        {
            json.WriteString("name", format.Name ?? "answer"); // demanded here
            if (format.Description is not null) json.WriteString("description", format.Description);
            json.WritePropertyName("schema");
            JsonFragment.WriteObject(json, schema);
            if (format.IsStrict is { } strict) json.WriteBoolean("strict", strict);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ReasoningDemand reasoning, string model, SortedSet<string> leftOut)
    {
        var effort = ChatEffort.For(reasoning, model, leftOut);
        var shows = reasoning.ShowsThoughts is true && ChatEffort.Thinks(model);
        if (effort is null && !shows) return;
        json.WriteStartObject("reasoning");
        if (effort is not null) json.WriteString("effort", effort);
        if (shows) json.WriteString("summary", "auto");
        json.WriteEndObject();
    }

    // What this API cannot be told; a penalty of nothing is none.
    private static void Check(ModelRequest request)
    {
        if (request.Turns.Exists(turn => turn.Parts.Exists(part => part is ToolCallPart { Signature: not null }))) request.LeftOut.Add("thoughtSignature");
        request.RefuseChoiceWithoutTools();
        if (request.Choices > 1) throw new UntranslatableException("n");
        if (request.TopK is not null) throw new UntranslatableException("top_k");
        if (request.StopSequences.Count > 0) throw new UntranslatableException("stop");
        if (request.Seed is not null) throw new UntranslatableException("seed");
        if (!IsZero(request.FrequencyPenalty)) throw new UntranslatableException("frequency_penalty");
        if (!IsZero(request.PresencePenalty)) throw new UntranslatableException("presence_penalty");
    }

    private static bool IsZero(string? number) => number is null || (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == 0);
}
