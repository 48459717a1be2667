namespace Sallyport.Providers.Translation;

/// <summary>What an HTTP status comes to, and the other way, for error bodies that say no more.</summary>
internal static class FaultKinds
{
    public static ErrorKind Of(int status) => status switch
    {
        401 => ErrorKind.Authentication,
        402 => ErrorKind.Billing,
        403 => ErrorKind.Permission,
        404 => ErrorKind.NotFound,
        408 or 504 => ErrorKind.Timeout,
        413 => ErrorKind.TooLarge,
        429 => ErrorKind.RateLimit,
        503 or 529 => ErrorKind.Overloaded,
        >= 400 and < 500 => ErrorKind.InvalidRequest,
        _ => ErrorKind.Upstream,
    };

    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => 400,
        ErrorKind.Authentication => 401,
        ErrorKind.Billing => 402,
        ErrorKind.Permission => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.TooLarge => 413,
        ErrorKind.RateLimit => 429,
        ErrorKind.Timeout => 504,
        ErrorKind.Overloaded => 503,
        _ => 502,
    };
}
