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
    [Description("The model's name at that upstream.")]
    public string Model { get; set; } = "";
}
