using System.Text.Json;

namespace Sallyport.Providers;

/// <summary>Reads the error bodies of vendors that serve somebody else's dialect but not its errors.</summary>
public static class VendorError
{
    private const int MaxCodeLength = 64;

    /// <summary>True if a client library of the dialect understands the body as it is.</summary>
    public static bool Fits(DialectId dialect, ReadOnlySpan<byte> body) => Parse(body) is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && Text(error, "message") is not null && dialect switch
    {
        DialectId.AnthropicMessages => Text(root, "type") == "error" && Text(error, "type") is not null,
        DialectId.Gemini => error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && Text(error, "status") is not null,
        _ => error.TryGetProperty("type", out _),
    };

    /// <summary>
    /// The message and the code of an error: <c>{"message"}</c> (Amazon, Cohere), <c>{"error":{"message","code","status"}}</c> (Microsoft, Google, most others), the same in
    /// an array (Google's streams), <c>{"error":"…"}</c>, <c>{"detail":"…"}</c>, <c>{"detail":[{"msg"}]}</c>.
    /// </summary>
    /// <returns>Null if it is none of these.</returns>
    public static (string Message, string? Code)? Read(ReadOnlySpan<byte> body)
    {
        if (Parse(body) is not { } root) return null;
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (root.TryGetProperty("error", out var error))
        {
            if (error.ValueKind == JsonValueKind.String) return (error.GetString()!, Word(root, "code"));
            if (error.ValueKind == JsonValueKind.Object) root = error;
        }

        if ((Text(root, "message") ?? Text(root, "Message")) is { } message) return (message, Word(root, "status") ?? Word(root, "code") ?? Word(root, "type"));
        if (!root.TryGetProperty("detail", out var detail)) return null;
        if (detail.ValueKind == JsonValueKind.String) return (detail.GetString()!, null);
        return detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0 && detail[0].ValueKind == JsonValueKind.Object && Text(detail[0], "msg") is { } said ? (said, Word(detail[0], "type")) : null;
    }

    /// <summary>What an HTTP status comes to.</summary>
    public static ErrorKind KindOf(int status) => Translation.FaultKinds.Of(status);

    /// <summary>Status and kind of an exception in a stream of Amazon's, by its name in either spelling: <c>throttlingException</c>, <c>ThrottlingException</c>.</summary>
    public static (int Status, ErrorKind Kind) KindOf(string exception)
    {
        var status = exception.ToUpperInvariant() switch
        {
            "THROTTLINGEXCEPTION" or "SERVICEQUOTAEXCEEDEDEXCEPTION" => 429,
            "VALIDATIONEXCEPTION" => 400,
            "ACCESSDENIEDEXCEPTION" => 403,
            "RESOURCENOTFOUNDEXCEPTION" => 404,
            "MODELTIMEOUTEXCEPTION" => 504,
            "SERVICEUNAVAILABLEEXCEPTION" or "MODELNOTREADYEXCEPTION" => 503,
            _ => 500,
        };
        return (status, KindOf(status));
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        try
        {
            return JsonElement.TryParseValue(ref json, out var root) ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A code ends in logs and in branches of client code: a word, or nothing.
    private static string? Word(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value)) return null;
        var word = value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        return word is { Length: > 0 and <= MaxCodeLength } && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? word : null;
    }
}
