using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One limit per time. Exactly one of requests, tokens, bytes and concurrent is given.</summary>
public sealed class LimitRuleOptions
{
    [Required]
    [Description("Each of these has its own count. A key without a user counts as a user of its own; a request that names no end user counts for the key's.")]
    [AllowedValues("global", "organization", "team", "user", "key", "application", "model", "upstream", "address", "end_user")]
    public string Per { get; set; } = "";

    [Description("Requests in each span of time; one more is refused with 429 rate_limited.")]
    [Range(typeof(long), "1", "1000000000000")]
    public long? Requests { get; set; }

    [Description("Tokens in each span of time, input and output together.")]
    [Range(typeof(long), "1", "1000000000000")]
    public long? Tokens { get; set; }

    [Description("Bytes of request bodies in each span of time.")]
    [Range(typeof(long), "1", "1000000000000000")]
    public long? Bytes { get; set; }

    [Description("Requests that may be open at once.")]
    [Range(typeof(long), "1", "1000000")]
    public long? Concurrent { get; set; }

    [Description("Span of time. second and minute roll; hour and day are those of the calendar. Not with concurrent.")]
    [AllowedValues("second", "minute", "hour", "day")]
    public string? Every { get; set; }

    [Description("Most that may come at once. With every: second or minute. Default: as much as the span allows.")]
    [Range(typeof(long), "1", "1000000000000")]
    public long? Burst { get; set; }

    [Description("Time zone of hour and day, such as Europe/Berlin. Default UTC.")]
    public string TimeZone { get; set; } = "UTC";

    [Description("Tokens only. strict: the most that a request can use must fit. bounded: what is used must fit, and the most that requests can use may go over it by overshoot_tokens. Default strict.")]
    [AllowedValues("strict", "bounded")]
    public string Policy { get; set; } = "strict";

    [Description("With policy: bounded.")]
    [Range(typeof(long), "1", "1000000000000")]
    public long? OvershootTokens { get; set; }

    [Description("Whom it applies to. Default: everybody.")]
    public MatchOptions Match { get; set; } = new();
}
