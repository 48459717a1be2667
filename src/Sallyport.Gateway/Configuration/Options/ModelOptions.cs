using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One model name that clients may ask for.</summary>
public sealed class ModelOptions
{
    [Description("Where the model is served, in order of preference. At least one.")]
    public List<ModelTargetOptions> Targets { get; set; } = [];

    [Description("Highest sensitivity that this model may receive. Default restricted: everything.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string MaxSensitivity { get; set; } = "restricted";

    [Description("Checks answers of this model that their request asks to be JSON, whatever the guardrails say. Without this key the guardrails decide.")]
    public StructuredOutputOptions? StructuredOutput { get; set; }
}
