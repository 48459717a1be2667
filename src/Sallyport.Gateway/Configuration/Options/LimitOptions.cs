using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Bounds of the data path.</summary>
public sealed class LimitOptions
{
    [Description("Largest request body, in bytes; a larger one is refused with 413 body_too_large. Default 10485760 (10 MiB).")]
    [Range(1_024, 268_435_456)]
    public int MaxRequestBytes { get; set; } = 10 * 1024 * 1024;

    [Description("Largest answer that is not a stream, in bytes; a larger one ends as upstream_too_large. Default 67108864 (64 MiB).")]
    [Range(1_024, 1_073_741_824)]
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    [Description("Open exchanges of the whole gateway; one more is refused with 503 gateway_busy. Default 10000.")]
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequests { get; set; } = 10_000;

    [Description("Open exchanges of one key; one more is refused with 429 concurrency_exceeded. Default 5000.")]
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequestsPerKey { get; set; } = 5_000;

    [Description("Longest time for the whole request body to arrive. Default 60s.")]
    [DurationRange("1s", "10m")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    [Description("Tier of keys that name none: free, pro, service or one under tiers. Default service: keys are for applications unless told otherwise.")]
    public string DefaultTier { get; set; } = "service";

    [Description("Most output tokens of a request that says nothing of it, where a limit or budget of money or tokens applies: it is put into the request. Default: the model's own maximum, or 16384 where that is not known.")]
    [Range(1, 100_000_000)]
    public int? DefaultOutputTokens { get; set; }

    [Description("Limits per time, by a name of your choice.")]
    public Dictionary<string, LimitRuleOptions> Rules { get; set; } = [];
}
