using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One place where a model is served.</summary>
public sealed class ModelTargetOptions
{
    [Required]
    [Description("Name of an upstream in this file.")]
    public string Upstream { get; set; } = "";

    [Required]
    [Description("The model's name at that upstream. In a name that ends in *, a * here is the rest of what was asked for.")]
    public string Model { get; set; } = "";

    [Description("Share of the conversations under policy weighted; 0 is only fallen back to. Default 1.")]
    [Range(0, 1_000)]
    public int Weight { get; set; } = 1;
}
