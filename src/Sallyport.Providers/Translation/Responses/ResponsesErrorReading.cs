using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Errors of the responses API: a body, an event, and the error that stands in a response which failed.</summary>
internal static class ResponsesErrorReading
{
    /// <summary>Reads <c>{"error":{"message","type","param","code"}}</c>, and a failed response, which has one too.</summary>
    public static ProviderError? Read(JsonElement body, int status) => JsonPlace.Body(body).Member("error") is { IsObject: true } error ? Of(error, status) : null;

    /// <summary>Reads the data of an <c>error</c> event: its members stand at the top, or in an <c>error</c> of their own.</summary>
    public static ProviderError ReadEvent(JsonElement data)
    {
        var body = JsonPlace.Body(data);
        return Of(body.Member("error") is { IsObject: true } error ? error : body, 500);
    }

    /// <param name="error">Holds message, code, type.</param>
    /// <param name="status">HTTP status, for what the words leave open.</param>
    public static ProviderError Of(JsonPlace error, int status)
    {
        var code = Word("code");
        return new ProviderError(Word("message") ?? "The provider gave no reason.", code ?? Word("type"), KindOf(code) ?? KindOf(Word("type")) ?? FaultKinds.Of(status));

        string? Word(string name) => error.Member(name) is { IsText: true } word ? word.Text() : null;
    }

    private static ErrorKind? KindOf(string? word) => word switch
    {
        "invalid_request_error" or "invalid_prompt" or "context_length_exceeded" or "invalid_image" or "invalid_base64_image" or "unsupported_image_media_type" or "image_too_large" => ErrorKind.InvalidRequest,
        "authentication_error" or "invalid_api_key" => ErrorKind.Authentication,
        "permission_error" => ErrorKind.Permission,
        "not_found_error" or "model_not_found" => ErrorKind.NotFound,
        "insufficient_quota" => ErrorKind.Billing,
        "rate_limit_error" or "rate_limit_exceeded" => ErrorKind.RateLimit,
        "server_is_overloaded" or "slow_down" => ErrorKind.Overloaded,
        "server_error" or "api_error" => ErrorKind.Upstream,
        _ => null,
    };
}
