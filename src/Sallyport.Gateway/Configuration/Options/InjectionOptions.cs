using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What happens to texts that try to take the model over.</summary>
public sealed class InjectionOptions
{
    [Description("flag records; block ends the exchange. Default flag.")]
    [AllowedValues("flag", "block")]
    public string Action { get; set; } = "flag";

    [Description("Score, in percent, from which a text of the user counts. 50 flags about one ordinary prompt in a hundred, 90 about one in a thousand. Default 50.")]
    [Range(1, 100)]
    public int UserThreshold { get; set; } = 50;

    [Description("Score, in percent, from which a tool result or document counts. Default 50.")]
    [Range(1, 100)]
    public int ToolThreshold { get; set; } = 50;
}
