namespace Sallyport.Providers;

/// <summary>What kind of no the client hears. Each dialect has its own word and envelope for each kind.</summary>
public enum ErrorKind
{
    InvalidRequest,
    Authentication,
    Permission,
    NotFound,
    Billing,
    TooLarge,
    RateLimit,
    Timeout,
    Upstream,
    Overloaded,
}

/// <summary>An error to write in the client's own dialect. Holds no content of the exchange.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Kind">Decides the dialect's own type word.</param>
/// <param name="Code">Stable code, as in docs/errors.md: <c>guardrail_blocked</c>.</param>
/// <param name="Message">One or two sentences that say what to do.</param>
/// <param name="RequestId">Our id of the exchange.</param>
public sealed record ClientError(int Status, ErrorKind Kind, string Code, string Message, string RequestId);
