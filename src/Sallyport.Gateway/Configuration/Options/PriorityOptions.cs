using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Who goes first where an upstream has as many requests as its max_concurrent allows.</summary>
public sealed class PriorityOptions
{
    [Description("Share of each priority while all of them wait. Default interactive 8, batch 2, background 1.")]
    public PriorityWeightOptions Weights { get; set; } = new();

    [Description("Priority of a purpose, whatever the tier of its key says. Each NAME is a purpose; the key's purpose counts.")]
    [AllowedValues("interactive", "batch", "background")]
    public Dictionary<string, string> Purposes { get; set; } = [];

    [Description("Requests that may wait for one upstream. One more takes the place of the newest one of a lower priority, or is refused with 503 upstream_busy. Default 1000.")]
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; set; } = 1_000;

    [Description("Longest wait for an upstream; then 503 upstream_busy. Default 30s.")]
    [DurationRange("0s", "10m")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(30);
}
