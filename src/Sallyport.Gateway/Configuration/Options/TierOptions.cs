using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What keys of one kind may do. What a built-in tier says stays where its name is used and a key is left out.</summary>
public sealed class TierOptions
{
    [Description("Requests of each user in any second. Built in: free 5, pro 5, service without limit.")]
    [Range(1, 1_000_000)]
    public int? RequestsPerSecond { get; set; }

    [Description("Requests of each user that may come at once. Default: requests_per_second. Built in: free 5, pro 10.")]
    [Range(1, 1_000_000)]
    public int? Burst { get; set; }

    [Description("Requests of each user in an hour. Built in: free 10, pro 1000, service without limit. free takes at most 50.")]
    [Range(1, 1_000_000_000)]
    public int? RequestsPerHour { get; set; }

    [Description("Tokens of each user on a day (UTC), input and output together. Built in: no limit.")]
    [Range(typeof(long), "1", "1000000000000")]
    public long? TokensPerDay { get; set; }

    [Description("Longest input of one request, in tokens; a longer one is refused with 413 input_too_long. Built in: free 8000, pro 32000, service without limit.")]
    [Range(1, 100_000_000)]
    public int? MaxInputTokens { get; set; }

    [Description("Who goes first where an upstream is full. Built in: interactive.")]
    [AllowedValues("interactive", "batch", "background")]
    public string? Priority { get; set; }
}
