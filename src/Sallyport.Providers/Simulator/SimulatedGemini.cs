using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Gemini's generate, count and embed operations.</summary>
internal static class SimulatedGemini
{
    /// <param name="model">The last step of the path: <c>simulator:generateContent</c>.</param>
    /// <param name="query">Of the path; <c>alt=sse</c> asks for events instead of an array.</param>
    public static SimulatedAnswer Answer(string model, string query, JsonElement root, int bytes, DateTimeOffset now)
    {
        var colon = model.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? "" : model[(colon + 1)..]) switch
        {
            "generateContent" => AnswerWriter.Json(json => Chunk(json, SimulatedPrompt.FromGemini(root, bytes), SimulatedProvider.NewId("", now), null, isLast: true)),
            "streamGenerateContent" => Stream(SimulatedPrompt.FromGemini(root, bytes), SimulatedProvider.NewId("", now), query.Split('&').Contains("alt=sse", StringComparer.Ordinal)),
            "countTokens" => CountTokens(bytes),
            "embedContent" => Embed(root, isBatch: false),
            "batchEmbedContents" => Embed(root, isBatch: true),
            _ => SimulatedError.NotFound(DialectId.Gemini),
        };
    }

    private static SimulatedAnswer Stream(SimulatedPrompt prompt, string id, bool isSse)
    {
        // A function call is never cut: Gemini sends it whole.
        List<string> pieces = prompt.Tool is null ? [.. SimulatedArguments.Pieces(prompt.AnswerText)] : [""];
        using var answer = new AnswerWriter();
        for (var i = 0; i < pieces.Count; i++)
        {
            var (piece, isLast) = (pieces[i], i == pieces.Count - 1);
            if (isSse) answer.Event(null, json => Chunk(json, prompt, id, piece, isLast));
            else
            {
                answer.Raw(i == 0 ? "[" : ",\r\n");
                answer.Value(json => Chunk(json, prompt, id, piece, isLast));
            }
        }

        if (!isSse) answer.Raw("\n]\n");
        return answer.ToAnswer(200, isSse ? "text/event-stream" : "application/json");
    }

    private static void Chunk(Utf8JsonWriter json, SimulatedPrompt prompt, string id, string? piece, bool isLast)
    {
        json.WriteStartObject();
        json.WriteStartArray("candidates");
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        json.WriteStartObject();
        if (prompt.Tool is { } tool)
        {
            json.WriteStartObject("functionCall");
            json.WriteString("name", tool.Name);
            json.WritePropertyName("args");
            json.WriteRawValue(prompt.Arguments);
            json.WriteEndObject();
        }
        else json.WriteString("text", piece ?? prompt.AnswerText);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("role", "model");
        json.WriteEndObject();
        if (isLast) json.WriteString("finishReason", "STOP");
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", prompt.InputTokens);
        if (isLast) json.WriteNumber("candidatesTokenCount", prompt.OutputTokens);
        json.WriteNumber("totalTokenCount", prompt.InputTokens + (isLast ? prompt.OutputTokens : 0));
        Details(json, prompt.InputTokens);
        json.WriteEndObject();
        json.WriteString("modelVersion", SimulatedProvider.Model);
        json.WriteString("responseId", id);
        json.WriteEndObject();
    }

    private static SimulatedAnswer CountTokens(int bytes) => AnswerWriter.Json(json =>
    {
        var tokens = Math.Max(1, bytes / 4);
        json.WriteStartObject();
        json.WriteNumber("totalTokens", tokens);
        Details(json, tokens);
        json.WriteEndObject();
    });

    private static SimulatedAnswer Embed(JsonElement root, bool isBatch)
    {
        var requests = isBatch ? SimulatedPrompt.Items(root, "requests").ToList() : [root];
        if (requests.Count is 0 or > 2_048 || requests.Exists(request => SimulatedEmbeddings.Dimensions(request, "outputDimensionality") is null))
            return SimulatedError.Invalid(DialectId.Gemini, "The simulator makes vectors of 1 to 4,096 dimensions for 1 to 2,048 requests.");
        return AnswerWriter.Json(json =>
        {
            json.WriteStartObject();
            if (isBatch) json.WriteStartArray("embeddings");
            else json.WritePropertyName("embedding");
            foreach (var request in requests)
            {
                var text = string.Join('\n', SimulatedPrompt.Items(SimulatedPrompt.Member(request, "content"), "parts").Select(part => SimulatedPrompt.Text(part, "text")));
                json.WriteStartObject();
                json.WritePropertyName("values");
                SimulatedEmbeddings.WriteFloats(json, SimulatedEmbeddings.VectorOf(text, SimulatedEmbeddings.Dimensions(request, "outputDimensionality")!.Value));
                json.WriteEndObject();
            }

            if (isBatch) json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Details(Utf8JsonWriter json, int tokens)
    {
        json.WriteStartArray("promptTokensDetails");
        json.WriteStartObject();
        json.WriteString("modality", "TEXT");
        json.WriteNumber("tokenCount", tokens);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
