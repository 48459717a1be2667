using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A price that stands in for one that nobody knows.</summary>
public sealed class CeilingPriceOptions
{
    [Required]
    [Description("For a million input tokens, such as \"10 USD\".")]
    public string Input { get; set; } = "";

    [Required]
    [Description("For a million output tokens, such as \"30 USD\".")]
    public string Output { get; set; } = "";
}
