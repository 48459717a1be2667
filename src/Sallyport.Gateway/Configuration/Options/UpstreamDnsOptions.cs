using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What an upstream's name may resolve to.</summary>
public sealed class UpstreamDnsOptions
{
    [Description("Addresses and networks (10.1.0.0/16) that the name may resolve into; an answer outside is not connected to. Default: any.")]
    public List<string>? Pin { get; set; }
}
