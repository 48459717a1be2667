using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Answers that are kept for the same request again.</summary>
public sealed class CacheOptions
{
    [Description("How long an answer is kept. Default 5m.")]
    [DurationRange("1s", "24h")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromMinutes(5);

    [Description("Most bytes of answers in memory, of each node; beyond it the one that was not used for longest goes. Default 67108864 (64 MiB).")]
    [Range(65_536, 17_179_869_184)]
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    [Description("Models as clients ask for them, whose answers are kept; * at the end matches any rest. Default: all.")]
    public List<string> Models { get; set; } = [];
}
