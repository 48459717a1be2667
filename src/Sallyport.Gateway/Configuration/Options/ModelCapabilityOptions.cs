using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What a model can do. What is left out is not checked.</summary>
public sealed class ModelCapabilityOptions
{
    [Description("false: requests with images are refused.")]
    public bool? Vision { get; set; }

    [Description("false: requests with tools are refused.")]
    public bool? Tools { get; set; }

    [Description("false: requests that want an answer in JSON of a given shape are refused.")]
    public bool? JsonSchema { get; set; }

    [Description("Input tokens at most. A request that is estimated to have more is refused.")]
    [Range(1, 100_000_000)]
    public int? ContextWindow { get; set; }

    [Description("Output tokens at most. A request that asks for more is refused.")]
    [Range(1, 100_000_000)]
    public int? MaxOutput { get; set; }
}
