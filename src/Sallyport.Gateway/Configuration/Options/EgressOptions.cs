using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Where the gateway may send anything.</summary>
public sealed class EgressOptions
{
    [Description("Hosts that upstreams, token addresses, proxies, exports, anchors, alerts, witnesses and telemetry may name: api.openai.com; *.example.com for all names under it; host:port for one port. Another host in this file is an error. Default: every host that the file names.")]
    public List<string>? Allow { get; set; }
}
