using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One model name that clients may ask for.</summary>
public sealed class ModelOptions
{
    [Description("Where the model is served. At least one.")]
    public List<ModelTargetOptions> Targets { get; set; } = [];

    [Description("In which order the targets are asked that may get a request: ordered as listed; weighted by weight, where a conversation stays with its target; least-latency by who began to answer soonest lately; cheapest by price. Default ordered.")]
    [AllowedValues("ordered", "weighted", "least-latency", "cheapest")]
    public string Policy { get; set; } = "ordered";

    [Description("Other names for the same model. A key may have either name in its scope.")]
    public List<string> Aliases { get; set; } = [];

    [Description("Names of models under models that keys of one environment get instead.")]
    public ModelEnvironmentOptions Environments { get; set; } = new();

    [Description("Set for a model that should not be used any more: its answers say so.")]
    public ModelDeprecationOptions? Deprecated { get; set; }

    [Description("What the model can do. Requests that need more are refused before they are sent; what is left out is not checked.")]
    public ModelCapabilityOptions Capabilities { get; set; } = new();

    [Description("When a target is silent for so long, the next is asked as well, and the first answer counts; both may be billed. Only for requests that a second attempt cannot harm. Default: never.")]
    [DurationRange("50ms", "10m")]
    public TimeSpan? HedgeAfter { get; set; }

    [Description("Highest sensitivity that this model may receive. Default restricted: everything.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string MaxSensitivity { get; set; } = "restricted";

    [Description("Checks answers of this model that their request asks to be JSON, whatever the guardrails say. Without this key the guardrails decide.")]
    public StructuredOutputOptions? StructuredOutput { get; set; }
}
