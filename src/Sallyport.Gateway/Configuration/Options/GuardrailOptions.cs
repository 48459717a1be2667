using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Detectors and what is done with what they find.</summary>
public sealed class GuardrailOptions
{
    [Description("off does nothing; monitor records what would have been done and leaves the text alone; enforce acts. Default enforce.")]
    [AllowedValues("off", "monitor", "enforce")]
    public string Mode { get; set; } = "enforce";

    [Description("Endpoint groups it applies to. Default: all.")]
    [AllowedValues("chat", "responses", "messages", "generate", "embeddings", "complete")]
    public List<string> Endpoints { get; set; } = [];

    [Description("Rules for what clients send.")]
    public List<RuleOptions> Request { get; set; } = [];

    [Description("Rules for what upstreams answer. pseudonymize is for requests only.")]
    public List<RuleOptions> Response { get; set; } = [];
}
