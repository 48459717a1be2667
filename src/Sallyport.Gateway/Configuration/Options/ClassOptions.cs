using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What a kind of content means here.</summary>
public sealed class ClassOptions
{
    [Description("Least score, 0 to 1, at which a text is of this class. Default 0.6; 0.8 finds less and errs less.")]
    [Range(0.05, 1.0)]
    public double MinScore { get; set; } = 0.6;

    [Description("What a text of this class is at least. Default confidential.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string Sensitivity { get; set; } = "confidential";

    [Description("flag records class-NAME; block ends the exchange. Default flag.")]
    [AllowedValues("flag", "block")]
    public string Action { get; set; } = "flag";
}
