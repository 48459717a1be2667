using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Writes the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequestComposer
{
    private const int MostStopSequences = 4;
    private const int MostUserCharacters = 64; // OpenAI refuses a longer one; agents name themselves in more

    public static void Write(ModelRequest request, string model, bool isCompatible, IBufferWriter<byte> output)
    {
        if (request.TopK is not null) throw new UntranslatableException("top_k");
        if (request.StopSequences.Count > MostStopSequences) throw new UntranslatableException("stop: more than four");
        if (request.Turns.Exists(static t => t.Parts.Exists(static p => p is ToolCallPart { Signature: not null }))) request.LeftOut.Add("thoughtSignature");
        using var json = JsonPieces.Writer(output);
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("messages");
        foreach (var turn in request.Turns) ChatMessageComposer.Write(turn, json);
        json.WriteEndArray();
        WriteTools(request, json);
        if (request.Format is { } format) WriteFormat(format, json);
        json.WriteNumberAsIs("temperature", request.Temperature);
        json.WriteNumberAsIs("top_p", request.TopP);
        json.WriteNumberAsIs("frequency_penalty", request.FrequencyPenalty);
        json.WriteNumberAsIs("presence_penalty", request.PresencePenalty);
        json.WriteNumberAsIs("seed", request.Seed);
        if (request.MaxOutputTokens is { } cap) json.WriteNumber(isCompatible ? "max_tokens" : "max_completion_tokens", cap);
        if (request.Choices != 1) json.WriteNumber("n", request.Choices);
        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var sequence in request.StopSequences) json.WriteStringValue(sequence);
            json.WriteEndArray();
        }

        if (request.Reasoning is { } demand)
        {
            if (demand.ShowsThoughts is not null) request.LeftOut.Add("thinking.display");
            if (ChatEffort.For(demand, model, request.LeftOut) is { } effort) json.WriteString("reasoning_effort", effort);
        }

        if (request.Verbosity is { } verbosity) json.WriteString("verbosity", verbosity);
        if (request.EndUser is { Length: <= MostUserCharacters } user) json.WriteString("user", user);
        else if (request.EndUser is not null) request.LeftOut.Add("user");
        if (request.Stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true); // what an answer costs is known from nothing else
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTools(ModelRequest request, Utf8JsonWriter json)
    {
        if (request.Tools.Count == 0)
        {
            // Without tools OpenAI takes neither of the two; both say nothing then.
            request.RefuseChoiceWithoutTools();
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            if (tool.Description is not null) json.WriteString("description", tool.Description);
            if (tool.Schema is not null)
            {
                json.WritePropertyName("parameters");
                JsonFragment.WriteObject(json, tool.Schema);
            }

            if (tool.IsStrict is { } strict) json.WriteBoolean("strict", strict);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice is { } choice) WriteToolChoice(choice, json);
        if (request.ParallelToolCalls is { } parallel) json.WriteBoolean("parallel_tool_calls", parallel);
    }

    private static void WriteToolChoice(ToolChoice choice, Utf8JsonWriter json)
    {
        if (choice.Kind is not ToolChoiceKind.Named)
        {
            json.WriteString("tool_choice", choice.Kind switch
            {
                ToolChoiceKind.None => "none",
                ToolChoiceKind.Required => "required",
                _ => "auto",
            });
            return;
        }

        json.WriteStartObject("tool_choice");
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", choice.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFormat(OutputFormat format, Utf8JsonWriter json)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
        if (format.Schema is not null)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", format.Name ?? "answer"); // OpenAI demands one
            if (format.Description is not null) json.WriteString("description", format.Description);
            json.WritePropertyName("schema");
            JsonFragment.WriteObject(json, format.Schema);
            if (format.IsStrict is { } strict) json.WriteBoolean("strict", strict);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
