using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>When a request goes to another model than it asks for. At least one condition is given; all that are given must hold.</summary>
public sealed class CheaperOptions
{
    [Required]
    [Description("The model to ask instead: a name under models, or a model of an upstream where there is no such section. It must speak the client's dialect; where it may not be used the request goes where it asked.")]
    public string To { get; set; } = "";

    [Description("Requests of at most this many input tokens.")]
    [Range(1, 100_000_000)]
    public int? MaxInputTokens { get; set; }

    [Description("Name of a budget that is nearly spent.")]
    public string? Budget { get; set; }

    [Description("With budget: from this percentage on. Default 80.")]
    [Range(1, 100)]
    public int FromPercent { get; set; } = 80;

    [Description("Whose requests, and for which models. A purpose that the request itself names counts as well as the key's.")]
    public MatchOptions Match { get; set; } = new();
}
