using System.ComponentModel;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Whom alerts go to.</summary>
public sealed class AlertOptions
{
    [Description("Whom clients are told to ask when a budget with on_exhausted: stop has stopped them, such as an address or a name. Default: the operator of this gateway.")]
    public string Contact { get; set; } = "the operator of this gateway";

    [Description("Receivers of alerts, by a name of your choice.")]
    public Dictionary<string, AlertChannelOptions> Channels { get; set; } = [];
}
