using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>The operator's own system prompt.</summary>
public sealed class FixedPromptOptions
{
    [Required]
    [SeveralLines]
    [Description("The system prompt. Callers do not see it, but the model may tell them: see prompt_leak.")]
    public string Text { get; set; } = "";

    [Description("What happens to a caller's own system prompt: refuse refuses the request; drop takes it out; keep lets it follow the operator's. Default refuse.")]
    [AllowedValues("refuse", "drop", "keep")]
    public string Callers { get; set; } = "refuse";
}
