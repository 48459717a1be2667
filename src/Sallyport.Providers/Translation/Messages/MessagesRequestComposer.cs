using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Writes the body of <c>POST /v1/messages</c>.</summary>
internal static class MessagesRequestComposer
{
    /// <summary>Cap on an answer for clients that name none, in tokens. Anthropic demands one; thinking comes on top.</summary>
    public const long DefaultMaxTokens = 4_096;

    public static void Write(ModelRequest request, string model, bool isCompatible, IBufferWriter<byte> output)
    {
        Check(request);
        var thinking = ThinkingPlan.For(request, model, isCompatible);
        using var json = JsonPieces.Writer(output);
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteNumber("max_tokens", thinking.MaxTokens);
        MessagesTurnComposer.Write(request, json);
        WriteTools(request, json);
        WriteSampling(request, isCompatible || ClaudeModels.TakesSampling(model), json);
        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var sequence in request.StopSequences) json.WriteStringValue(sequence);
            json.WriteEndArray();
        }

        thinking.Write(json);
        WriteOutput(request.Format, thinking.Effort, json);
        if (request.EndUser is not null)
        {
            json.WriteStartObject("metadata");
            json.WriteString("user_id", request.EndUser);
            json.WriteEndObject();
        }

        if (request.Stream) json.WriteBoolean("stream", true);
        json.WriteEndObject();
    }

    // What Anthropic has no word for, unless it is set to what happens without it.
    private static void Check(ModelRequest request)
    {
        if (request.Choices != 1) throw new UntranslatableException("n");
        if (request.Seed is not null) throw new UntranslatableException("seed");
        if (!IsZero(request.FrequencyPenalty)) throw new UntranslatableException("frequency_penalty");
        if (!IsZero(request.PresencePenalty)) throw new UntranslatableException("presence_penalty");
        if (request.Temperature is { } temperature && !(decimal.TryParse(temperature, NumberStyles.Float, CultureInfo.InvariantCulture, out var degree) && degree is >= 0 and <= 1)) throw new UntranslatableException("temperature above 1");
        if (request.Format is { Schema: null }) throw new UntranslatableException("response_format.type=json_object");
        if (request.Format?.Description is not null) request.LeftOut.Add("response_format.description");
        if (request.Verbosity is not null) request.LeftOut.Add("verbosity");
    }

    private static bool IsZero(string? number) => number is null || (decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == 0);

    // Where the vendor has withdrawn these settings there is nothing to say them in; most chat clients send a temperature with everything.
    private static void WriteSampling(ModelRequest request, bool isTaken, Utf8JsonWriter json)
    {
        foreach (var (name, number) in (ReadOnlySpan<(string, string?)>)[("temperature", request.Temperature), ("top_p", request.TopP), ("top_k", request.TopK)])
        {
            if (number is null) continue;
            if (isTaken) json.WriteNumberAsIs(name, number);
            else request.LeftOut.Add(name);
        }
    }

    private static void WriteTools(ModelRequest request, Utf8JsonWriter json)
    {
        if (request.Tools.Count == 0)
        {
            request.RefuseChoiceWithoutTools();
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            if (tool.Description is not null) json.WriteString("description", tool.Description);
            json.WritePropertyName("input_schema");
            JsonFragment.WriteObject(json, tool.Schema ?? """{"type":"object","properties":{}}""");
            if (tool.IsStrict is true) json.WriteBoolean("strict", true); // false is what happens anyway, and compatible servers do not know the word
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice is null && request.ParallelToolCalls is null) return;
        var kind = request.ToolChoice?.Kind ?? ToolChoiceKind.Auto;
        json.WriteStartObject("tool_choice");
        json.WriteString("type", kind switch
        {
            ToolChoiceKind.None => "none",
            ToolChoiceKind.Required => "any",
            ToolChoiceKind.Named => "tool",
            _ => "auto",
        });
        if (kind is ToolChoiceKind.Named) json.WriteString("name", request.ToolChoice!.Name);
        if (request.ParallelToolCalls is { } parallel && kind is not ToolChoiceKind.None) json.WriteBoolean("disable_parallel_tool_use", !parallel);
        json.WriteEndObject();
    }

    private static void WriteOutput(OutputFormat? format, string? effort, Utf8JsonWriter json)
    {
        if (format is null && effort is null) return;
        json.WriteStartObject("output_config");
        if (effort is not null) json.WriteString("effort", effort);
        if (format is not null)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("schema");
            JsonFragment.WriteObject(json, format.Schema!);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
