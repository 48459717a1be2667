using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>When an upstream gets nothing more for a while.</summary>
public sealed class BreakerOptions
{
    [Description("Failures in a row after which it gets nothing more: for the upstream as a whole if it cannot be reached, for one model if that model fails. 0: never. Default 5.")]
    [Range(0, 1_000)]
    public int Failures { get; set; } = 5;

    [Description("Share of failed requests within window, in percent, with the same effect. Default 50.")]
    [Range(1, 100)]
    public int FailurePercent { get; set; } = 50;

    [Description("Requests within window below which the share says nothing. Default 20.")]
    [Range(1, 100_000)]
    public int MinRequests { get; set; } = 20;

    [Description("Time over which the share is reckoned. Default 30s.")]
    [DurationRange("1s", "10m")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    [Description("Time after which one request is let through to see. If it fails the time doubles, up to max_open_for. Default 5s.")]
    [DurationRange("100ms", "10m")]
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(5);

    [Description("Longest time between two such requests. Default 60s.")]
    [DurationRange("100ms", "1h")]
    public TimeSpan MaxOpenFor { get; set; } = TimeSpan.FromSeconds(60);
}
