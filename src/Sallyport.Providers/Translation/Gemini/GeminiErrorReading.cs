using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Google's error bodies: <c>{"error":{"code":400,"message":"…","status":"INVALID_ARGUMENT","details":[…]}}</c>, in an array where a stream was asked for as one.</summary>
internal static class GeminiErrorReading
{
    public static ProviderError? Read(JsonElement body, int status)
    {
        if (body.ValueKind is JsonValueKind.Array) return body.GetArrayLength() == 1 ? Read(body[0], status) : null;
        var error = JsonPlace.Body(body).Member("error");
        if (error is not { IsObject: true }) return null;
        var word = error.Member("status") is { IsText: true } given ? given.Text() : null;
        var message = error.Member("message") is { IsText: true } said ? said.Text() : "The provider gave no reason.";
        if (error.Member("code") is { Value.ValueKind: JsonValueKind.Number } code && code.Value.TryGetInt32(out var stated)) status = stated;
        return new ProviderError(message, word, IsBadKey(error) ? ErrorKind.Authentication : KindOf(word) ?? FaultKinds.Of(status));
    }

    // A wrong key is an invalid argument to this API.
    private static bool IsBadKey(JsonPlace error) =>
        error.Member("details") is { IsArray: true } details && details.Items().Any(detail => detail.Member("reason") is { IsText: true } reason && reason.Text() == "API_KEY_INVALID");

    private static ErrorKind? KindOf(string? word) => word switch
    {
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => ErrorKind.InvalidRequest,
        "UNAUTHENTICATED" => ErrorKind.Authentication,
        "PERMISSION_DENIED" => ErrorKind.Permission,
        "NOT_FOUND" => ErrorKind.NotFound,
        "RESOURCE_EXHAUSTED" => ErrorKind.RateLimit,
        "DEADLINE_EXCEEDED" => ErrorKind.Timeout,
        "UNAVAILABLE" => ErrorKind.Overloaded,
        "INTERNAL" or "UNKNOWN" or "DATA_LOSS" or "ABORTED" or "CANCELLED" => ErrorKind.Upstream,
        _ => null,
    };
}
