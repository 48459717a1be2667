using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One detector and its consequence.</summary>
public sealed class RuleOptions
{
    [Required]
    [Description("Id of a built-in detector, or name of a dictionary or pattern of this file.")]
    public string Detector { get; set; } = "";

    [Required]
    [Description("allow ignores; flag records; pseudonymize replaces by a placeholder that is turned back in the answer; redact replaces by a label for good; block ends the exchange.")]
    [AllowedValues("allow", "flag", "pseudonymize", "redact", "block")]
    public string Action { get; set; } = "";

    [Description("Findings below it are ignored. Default possible: the form alone suffices.")]
    [AllowedValues("possible", "likely", "certain")]
    public string MinConfidence { get; set; } = "possible";

    [Description("true leaves alone what the caller's own request held, and acts on what the model brought itself. Rules for responses only. Default false.")]
    public bool UnlessSent { get; set; }
}
