using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A model or service elsewhere that judges texts.</summary>
public sealed class ModeratorOptions
{
    [Required]
    [Description("openai-moderation asks OpenAI's moderation endpoint, or one like it; guard-model asks any model with chat completions whether a text is safe.")]
    [AllowedValues("openai-moderation", "guard-model")]
    public string Kind { get; set; } = "";

    [Required]
    [Description("Name of an upstream in this file that speaks OpenAI's chat completions or moderation.")]
    public string Upstream { get; set; } = "";

    [Description("The model's name there. Needed for guard-model; openai-moderation takes omni-moderation-latest without it.")]
    public string? Model { get; set; }

    [Description("What a guard model is asked; {text} stands for the text. Default: whether the text is safe, to be answered in one word. Llama Guard and its like take {text} alone.")]
    public string? Prompt { get; set; }

    [Description("Answers of a guard model that mean no, as its first word in any letter case. Default unsafe and yes. safe and no mean yes unless they are listed here; JSON with flagged, unsafe or violation is understood too; anything else is a failure.")]
    public List<string> UnsafeWords { get; set; } = [];

    [Description("Longest time to wait for a judgement. Default 2s.")]
    [DurationRange("100ms", "30s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    [Description("What happens if no judgement comes: closed refuses the exchange with moderation_unavailable; open lets it pass and records failed_open. Default closed.")]
    [AllowedValues("closed", "open")]
    public string OnFailure { get; set; } = "closed";
}
