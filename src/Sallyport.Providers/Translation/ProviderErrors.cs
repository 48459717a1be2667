namespace Sallyport.Providers.Translation;

/// <summary>What the words and the status of a provider's error come to.</summary>
internal static class ProviderErrors
{
    /// <param name="status">HTTP status; 0 for an error inside a stream.</param>
    /// <param name="words">The provider's own words for it, the most exact first; they win over the status.</param>
    public static ErrorKind KindOf(int status, params ReadOnlySpan<string?> words)
    {
        foreach (var word in words)
        {
            if (KindOf(word) is { } kind) return kind;
        }

        return FaultKinds.Of(status);
    }

    /// <summary>The error as a client of any dialect hears it.</summary>
    public static ClientError ToClient(this ProviderError error, string requestId) => new(FaultKinds.StatusOf(error.Kind), error.Kind, error.Code ?? "upstream_error", error.Message, requestId);

    private static ErrorKind? KindOf(string? word) => word switch
    {
        "invalid_request_error" or "BadRequestError" or "context_length_exceeded" or "content_filter" => ErrorKind.InvalidRequest,
        "authentication_error" or "invalid_api_key" => ErrorKind.Authentication,
        "permission_error" => ErrorKind.Permission,
        "not_found_error" or "NotFoundError" or "model_not_found" => ErrorKind.NotFound,
        "billing_error" or "insufficient_quota" => ErrorKind.Billing,
        "request_too_large" => ErrorKind.TooLarge,
        "rate_limit_error" or "rate_limit_exceeded" => ErrorKind.RateLimit,
        "timeout_error" => ErrorKind.Timeout,
        "overloaded_error" or "engine_overloaded" => ErrorKind.Overloaded,
        "api_error" or "server_error" or "InternalServerError" => ErrorKind.Upstream,
        _ => null,
    };
}
