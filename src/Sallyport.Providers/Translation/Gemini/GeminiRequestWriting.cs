using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Writes a <c>generateContent</c> request for an upstream. The model and whether to stream stand in the path.</summary>
internal static class GeminiRequestWriting
{
    public static void Write(Utf8JsonWriter json, ModelRequest request, string model)
    {
        json.WriteStartObject();
        GeminiTurnWriting.Write(json, request);
        WriteTools(json, request);
        if (request.EndUser is not null) request.LeftOut.Add("user");
        if (request.Verbosity is not (null or "medium")) request.LeftOut.Add("verbosity");
        json.WriteStartObject("generationConfig");
        WriteSettings(json, request);
        if (request.Format is { } format) WriteFormat(json, format, request);
        if (request.Reasoning is { } reasoning) GeminiThinking.Write(json, reasoning, model, request.LeftOut);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools.Count == 0)
        {
            request.RefuseChoiceWithoutTools();
            return;
        }

        json.WriteStartArray("tools");
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations");
        foreach (var tool in request.Tools)
        {
            if (tool.IsStrict is true) request.LeftOut.Add("strict");
            WriteTool(json, tool);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        if (request.ParallelToolCalls is false) request.LeftOut.Add("parallel_tool_calls"); // Gemini cannot be told to call one tool at a time
        if (request.ToolChoice is { } choice) WriteChoice(json, choice);
    }

    private static void WriteTool(Utf8JsonWriter json, ToolDefinition tool)
    {
        json.WriteStartObject();
        json.WriteString("name", tool.Name);
        if (tool.Description is not null) json.WriteString("description", tool.Description);
        if (tool.Schema is not null)
        {
            json.WritePropertyName("parametersJsonSchema");
            JsonFragment.WriteObject(json, tool.Schema);
        }

        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ToolChoice choice)
    {
        json.WriteStartObject("toolConfig");
        json.WriteStartObject("functionCallingConfig");
        json.WriteString("mode", choice.Kind switch
        {
            ToolChoiceKind.Auto => "AUTO",
            ToolChoiceKind.None => "NONE",
            _ => "ANY",
        });
        if (choice.Kind is ToolChoiceKind.Named)
        {
            json.WriteStartArray("allowedFunctionNames");
            json.WriteStringValue(choice.Name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, ModelRequest request)
    {
        Number("temperature", request.Temperature);
        Number("topP", request.TopP);
        Number("topK", request.TopK);
        Number("seed", request.Seed);
        Number("presencePenalty", request.PresencePenalty);
        Number("frequencyPenalty", request.FrequencyPenalty);
        if (request.Choices > 1) json.WriteNumber("candidateCount", request.Choices);
        if (request.MaxOutputTokens is { } most) json.WriteNumber("maxOutputTokens", most);
        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stopSequences");
            foreach (var sequence in request.StopSequences) json.WriteStringValue(sequence);
            json.WriteEndArray();
        }

        void Number(string name, string? value)
        {
            if (value is null) return;
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, OutputFormat format, ModelRequest request)
    {
        json.WriteString("responseMimeType", "application/json");
        if (format.Description is not null) request.LeftOut.Add("description");
        if (format.Schema is null) return;
        json.WritePropertyName("responseJsonSchema"); // always kept to, strict or not
        JsonFragment.WriteObject(json, format.Schema);
    }
}
