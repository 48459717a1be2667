using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Reads error bodies of the Messages API.</summary>
internal static class MessagesErrorParser
{
    /// <param name="body">The body, or an <c>error</c> event.</param>
    /// <param name="status">HTTP status; 0 for an event.</param>
    /// <returns>Null if it is none.</returns>
    public static ProviderError? Read(JsonElement body, int status)
    {
        if (body.TryMember("error", out var error) && error.ValueKind is JsonValueKind.Object)
        {
            var type = error.TextOf("type");
            return new ProviderError(error.TextOf("message") ?? "", type, ProviderErrors.KindOf(status, type));
        }

        return status >= 400 && body.TextOf("message") is { } words ? new ProviderError(words, null, ProviderErrors.KindOf(status)) : null; // Bedrock
    }
}
