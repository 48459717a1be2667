using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Embeddings: unit vectors that depend on the text alone, and are alike for texts that share words.</summary>
internal static class SimulatedEmbeddings
{
    private const int DefaultDimensions = 1_536, MaxDimensions = 4_096, MaxInputs = 2_048, MaxWords = 256;

    public static SimulatedAnswer Answer(JsonElement root)
    {
        var texts = Inputs(SimulatedPrompt.Member(root, "input"));
        if (texts.Count is 0 or > MaxInputs) return SimulatedError.Invalid(DialectId.OpenAIEmbeddings, "The input is empty or has more than 2,048 items.");
        if (Dimensions(root, "dimensions") is not { } dimensions) return SimulatedError.Invalid(DialectId.OpenAIEmbeddings, "The simulator makes vectors of 1 to 4,096 dimensions.");
        var isBase64 = SimulatedPrompt.Text(root, "encoding_format") is "base64";
        return AnswerWriter.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            for (var i = 0; i < texts.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WriteNumber("index", i);
                json.WritePropertyName("embedding");
                var vector = VectorOf(texts[i], dimensions);
                if (isBase64) json.WriteBase64StringValue(LittleEndian(vector));
                else WriteFloats(json, vector);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("model", SimulatedProvider.Model);
            var tokens = texts.Sum(SimulatedPrompt.EstimateTokens);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>The dimensions asked for; 1,536 if none are, null if they cannot be had.</summary>
    public static int? Dimensions(JsonElement root, string name) => SimulatedPrompt.Member(root, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => DefaultDimensions,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var asked) && asked is >= 1 and <= MaxDimensions => asked,
        _ => null,
    };

    public static void WriteFloats(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray();
        foreach (var value in vector) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    public static float[] VectorOf(string text, int dimensions)
    {
        var vector = new float[dimensions];
        var words = text.Split((char[]?)null, MaxWords, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) words = [""];
        foreach (var word in words)
        {
            // A word is a direction: a sequence seeded by its hash. Small and good enough here; nothing secret hangs on it.
            var state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word.ToLowerInvariant()))) | 1;
            for (var i = 0; i < dimensions; i++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                vector[i] += (int)(state >> 40) / (float)(1 << 23) - 1f;
            }
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0) vector[0] = length = 1;
        for (var i = 0; i < dimensions; i++) vector[i] /= length;
        return vector;
    }

    private static byte[] LittleEndian(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    // A string, strings, one list of token numbers, or several.
    private static List<string> Inputs(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => [input.GetString()!],
        JsonValueKind.Array when input.GetArrayLength() > 0 && input[0].ValueKind is JsonValueKind.Number => [input.GetRawText()],
        JsonValueKind.Array => [.. input.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? item.GetString()! : item.GetRawText())],
        _ => [],
    };
}
