using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers.Translation;

/// <summary>Pieces of JSON that all dialects share.</summary>
internal static class JsonPieces
{
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, JsonFragment.Writing);

    /// <summary>Writes a number as it was written; nothing if there is none.</summary>
    public static void WriteNumberAsIs(this Utf8JsonWriter json, string name, string? number)
    {
        if (number is null) return;
        json.WritePropertyName(name);
        json.WriteRawValue(number);
    }

    /// <summary>Writes one server-sent event.</summary>
    /// <param name="output">Takes the event.</param>
    /// <param name="name">Of the <c>event:</c> line; empty for dialects without one.</param>
    /// <param name="write">Writes the members of the data's object.</param>
    public static void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> name, Action<Utf8JsonWriter> write)
    {
        if (!name.IsEmpty)
        {
            output.Write("event: "u8);
            output.Write(name);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        using (var json = Writer(output))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    /// <summary>Arguments of a tool call as a JSON object.</summary>
    /// <param name="text">What a model wrote; it may be cut off, or no object at all.</param>
    /// <returns>The text itself if it is an object; else an object that holds the text as <c>invalid_json</c>, so that the model sees its own mistake in a dialect that takes objects only.</returns>
    public static string ArgumentsOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "{}";
        if (JsonFragment.IsObject(text)) return text;

        var buffer = new ArrayBufferWriter<byte>(text.Length + 32);
        using (var json = Writer(buffer))
        {
            json.WriteStartObject();
            json.WriteString("invalid_json", text);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <returns>Null if there is none, or it is no text.</returns>
    /// <exception cref="UntranslatableException">It is half of a surrogate pair.</exception>
    public static string? TextOf(this JsonElement element, string name)
    {
        if (!element.TryMember(name, out var value) || value.ValueKind is not JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new UntranslatableException(name);
        }
    }

    /// <returns>Null if there is none, or it is no whole number.</returns>
    public static long? WholeOf(this JsonElement element, string name) =>
        element.TryMember(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <returns>The items; none if there is no such array.</returns>
    public static IEnumerable<JsonElement> ItemsOf(this JsonElement element, string name) =>
        element.TryMember(name, out var value) && value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();

    public static bool TryMember(this JsonElement element, string name, out JsonElement value)
    {
        value = default;
        try
        {
            return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException) // a neighbour's name holds half of a surrogate pair
        {
            throw new UntranslatableException(name);
        }
    }
}
