using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A question that an upstream is asked now and then, with the gateway's credential and without any content.</summary>
public sealed class ProbeOptions
{
    [Required]
    [Description("What to GET below the upstream's root, such as /models. An answer below 500 other than 429 is a sign of life.")]
    public string Path { get; set; } = "";

    [Description("Time between two questions. Default 30s.")]
    [DurationRange("1s", "1h")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);
}
