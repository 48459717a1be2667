using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sallyport.Providers.Translation;

/// <summary>JSON that goes from one body into another: schemas, arguments of tools.</summary>
internal static class JsonFragment
{
    // Relaxed: bodies are JSON and nothing else, and providers do not escape letters either.
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = Json.JsonScanner.MaxDepth };

    /// <summary>Writes JSON text as a value, without its white space: a line end would cut an event in two.</summary>
    /// <param name="json">Written to.</param>
    /// <param name="text">JSON text; what is none becomes <c>{}</c>.</param>
    public static void WriteObject(Utf8JsonWriter json, string text)
    {
        if (Parse(text) is { } document)
        {
            using (document) document.RootElement.WriteTo(json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
    }

    /// <summary>True if the text is one JSON object.</summary>
    public static bool IsObject(string text)
    {
        using var document = Parse(text);
        return document is not null;
    }

    private static JsonDocument? Parse(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text, Parsing);
            if (document.RootElement.ValueKind is JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // What a model or a client wrote need not be JSON.
        }

        return null;
    }
}
