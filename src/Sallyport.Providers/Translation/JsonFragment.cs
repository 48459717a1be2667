using System.Text;
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
        if (IsObject(text))
        {
            json.WriteRawValue(Compact(text), skipInputValidation: true);
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
        try
        {
            using var document = JsonDocument.Parse(text, Parsing);
            return document.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException) // what a model or a client wrote need not be JSON
        {
            return false;
        }
    }

    // Character by character, so that numbers and escapes stay as they are: the framework's writer throws at half of a surrogate pair.
    private static string Compact(string text)
    {
        if (!text.AsSpan().ContainsAny(" \t\r\n")) return text;
        var compact = new StringBuilder(text.Length);
        var isString = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (!isString && c is ' ' or '\t' or '\r' or '\n') continue;
            compact.Append(c);
            if (isString && c == '\\') compact.Append(text[++at]);
            else if (c == '"') isString = !isString;
        }

        return compact.ToString();
    }
}
