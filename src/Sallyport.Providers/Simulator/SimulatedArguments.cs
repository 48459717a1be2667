using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Fills a JSON schema with the plainest value that fits it; every free text becomes an echo of the user's.</summary>
internal static class SimulatedArguments
{
    private const int MaxDepth = 6;

    public static string From(JsonElement schema, string echo)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (schema.ValueKind is JsonValueKind.Object) Write(json, schema, schema, echo, 0);
            else
            {
                json.WriteStartObject();
                json.WriteString("text", echo);
                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Texts in pieces as a model would stream them: about three words each, never inside a surrogate pair.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        const int Words = 3, MaxLength = 24;
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            for (var spaces = 0; end < text.Length && end - start < MaxLength; end++)
            {
                if (text[end] == ' ' && ++spaces == Words) break;
            }

            if (end == start) end++;
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            yield return text[start..end];
            start = end;
        }
    }

    private static void Write(Utf8JsonWriter json, JsonElement schema, JsonElement root, string echo, int depth)
    {
        if (depth > MaxDepth || schema.ValueKind is not JsonValueKind.Object)
        {
            json.WriteStringValue(echo);
            return;
        }

        if (SimulatedPrompt.Member(schema, "const") is { ValueKind: not JsonValueKind.Undefined } constant)
        {
            constant.WriteTo(json);
            return;
        }

        if (SimulatedPrompt.Items(schema, "enum").FirstOrDefault() is { ValueKind: not JsonValueKind.Undefined } first)
        {
            first.WriteTo(json);
            return;
        }

        if (Elsewhere(schema, root) is { ValueKind: JsonValueKind.Object } other)
        {
            Write(json, other, root, echo, depth + 1);
            return;
        }

        switch (TypeOf(schema))
        {
            case "integer" or "number":
                json.WriteNumberValue(Number(schema));
                break;
            case "boolean":
                json.WriteBooleanValue(true);
                break;
            case "null":
                json.WriteNullValue();
                break;
            case "array":
                json.WriteStartArray();
                if (SimulatedPrompt.Member(schema, "items") is { ValueKind: JsonValueKind.Object } item) Write(json, item, root, echo, depth + 1);
                json.WriteEndArray();
                break;
            case "object":
                json.WriteStartObject();
                if (SimulatedPrompt.Member(schema, "properties") is { ValueKind: JsonValueKind.Object } properties)
                {
                    foreach (var property in properties.EnumerateObject())
                    {
                        json.WritePropertyName(property.Name);
                        Write(json, property.Value, root, echo, depth + 1);
                    }
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(echo);
                break;
        }
    }

    private static JsonElement Elsewhere(JsonElement schema, JsonElement root)
    {
        if (SimulatedPrompt.Text(schema, "$ref") is { } reference)
        {
            var at = root;
            foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)) at = SimulatedPrompt.Member(at, step);
            return at;
        }

        foreach (var name in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (SimulatedPrompt.Items(schema, name).FirstOrDefault() is { ValueKind: JsonValueKind.Object } one) return one;
        }

        return default;
    }

    private static decimal Number(JsonElement schema) =>
        SimulatedPrompt.Member(schema, "minimum") is { ValueKind: JsonValueKind.Number } minimum && minimum.TryGetDecimal(out var least) && least > 1 ? least : 1;

    private static string? TypeOf(JsonElement schema)
    {
        var type = SimulatedPrompt.Member(schema, "type");
        if (type.ValueKind is JsonValueKind.Array) type = type.EnumerateArray().FirstOrDefault();
        return type.ValueKind is JsonValueKind.String ? type.GetString()!.ToLowerInvariant()
            : SimulatedPrompt.Member(schema, "properties").ValueKind is JsonValueKind.Object ? "object" : null;
    }
}
