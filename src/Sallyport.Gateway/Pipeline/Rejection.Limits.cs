using Sallyport.Gateway.Admission;
using Sallyport.Providers;

namespace Sallyport.Gateway.Pipeline;

public sealed partial record Rejection
{
    /// <summary>Longest wait that a client library is told to sit out by itself.</summary>
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    public static Rejection LimitsUnavailable { get; } = new("limits_unavailable", 503, ErrorKind.Overloaded, "Limits and budgets cannot be checked now, so the request is refused.") { RetryAfter = TimeSpan.FromSeconds(2), ShouldRetry = true };
    public static Rejection PriceUnknown { get; } = new("price_unknown", 403, ErrorKind.Permission, "A budget in money applies and nobody knows what this model costs. Use another model, or ask the operator to add its price.");

    public static Rejection SpendUnbounded { get; } = new("spend_unbounded", 400, ErrorKind.InvalidRequest, "A budget applies, and nobody can say what this request can use at most. Set max_tool_calls or max_uses for tools that the provider runs, or leave them out.");

    public static Rejection RateLimited(LimitFigures f) => new(
        "rate_limited",
        429,
        ErrorKind.RateLimit,
        $"Limit '{f.Rule.Id}' {f.Whose} allows {f.Limit} {f.Span}; {f.Left} are left and this request needs {f.Needed}." + Again(f.Wait, " Ask for less: waiting does not help."))
    {
        RetryAfter = f.Wait ?? (f.Rule.Window is LimitWindow.Open ? TimeSpan.FromSeconds(1) : null),
        ShouldRetry = f.Rule.Window is LimitWindow.Open || f.Wait <= LongestRetry,
    };

    // Never retry-after: a library that obeys it would sleep until the month ends. The message says when.
    public static Rejection BudgetExhausted(LimitFigures f) => new(
        "budget_exhausted",
        402,
        ErrorKind.Billing,
        $"Budget '{f.Rule.Id}' {f.Whose} is {f.Limit} {f.Span}; {f.Left} is left and this request can need up to {f.Needed}." + Again(f.Wait, " A lower cap on output tokens needs less."));

    public static Rejection RequestOverBudget(string budget, string most, string needed) =>
        new("request_over_budget", 402, ErrorKind.Billing, $"Budget '{budget}' allows {most} for one request, and this one can need up to {needed}. Set a lower cap on output tokens, or shorten the input.");

    public static Rejection InputTooLong(string tier, long most) =>
        new("input_too_long", 413, ErrorKind.TooLarge, $"The input has more than {most} tokens, the most that keys of tier '{tier}' may send. Shorten it, or ask for a key of another tier.");

    public static Rejection UpstreamBusy(TimeSpan wait) =>
        new("upstream_busy", 503, ErrorKind.Overloaded, "The upstream has as many requests as it may have, and those with a higher priority go first.") { RetryAfter = wait, ShouldRetry = true };

    private static string Again(TimeSpan? wait, string otherwise) => wait is { } time ? $" More is available {LimitFigures.In(time)}." : otherwise;
}
