namespace Sallyport.Gateway.Configuration;

/// <summary>When an upstream gets nothing more for a while. Counted for the upstream as a whole (it cannot be reached) and for each model at it (it fails).</summary>
/// <param name="Failures">Failures in a row after which it opens; 0 never opens.</param>
/// <param name="FailurePercent">Share of failures within <paramref name="Window"/> at which it opens.</param>
/// <param name="MinRequests">Requests within the window below which the share says nothing.</param>
/// <param name="Window">Over which the share is reckoned.</param>
/// <param name="OpenFor">How long it stays open before one request is let through; doubles with each that fails.</param>
/// <param name="MaxOpenFor">Longest that it stays open.</param>
public sealed record BreakerPolicy(int Failures, int FailurePercent, int MinRequests, TimeSpan Window, TimeSpan OpenFor, TimeSpan MaxOpenFor)
{
    public static BreakerPolicy Default { get; } = new(5, 50, 20, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    /// <summary>Never opens.</summary>
    public static BreakerPolicy Off { get; } = Default with { Failures = 0 };
}

/// <summary>A question that an upstream is asked now and then.</summary>
/// <param name="Path">Below its root, such as <c>/models</c>.</param>
/// <param name="Interval">Between two questions.</param>
public sealed record ProbePolicy(string Path, TimeSpan Interval);
