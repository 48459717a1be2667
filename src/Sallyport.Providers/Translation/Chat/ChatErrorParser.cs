using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Reads error bodies of OpenAI and of compatible servers.</summary>
internal static class ChatErrorParser
{
    /// <param name="body">The body, or one event of a stream.</param>
    /// <param name="status">HTTP status; 0 for an event.</param>
    /// <returns>Null if it is none.</returns>
    public static ProviderError? Read(JsonElement body, int status)
    {
        if (body.ValueKind is JsonValueKind.Array) return body.EnumerateArray().Select(e => Read(e, status)).FirstOrDefault(static e => e is not null); // Gemini's chat surface
        if (body.TryMember("error", out var error) && error.ValueKind is JsonValueKind.Object)
        {
            return Of(error.TextOf("message") ?? "", CodeOf(error), error.TextOf("type"), status);
        }

        if (body.TextOf("error") is { } words) return Of(words, null, null, status); // Ollama
        if (body.TextOf("object") is "error") return Of(body.TextOf("message") ?? "", CodeOf(body), body.TextOf("type"), status); // Mistral, older vLLM
        return status >= 400 && (body.TextOf("message") ?? body.TextOf("detail")) is { } told ? Of(told, CodeOf(body), body.TextOf("type"), status) : null;
    }

    private static ProviderError Of(string message, string? code, string? type, int status) => new(message, code ?? type, ProviderErrors.KindOf(status, code, type));

    private static string? CodeOf(JsonElement error) => error.TextOf("code") ?? error.WholeOf("code")?.ToString();
}
