using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A proxy between the gateway and an upstream.</summary>
public sealed class UpstreamProxyOptions
{
    [Required]
    [Description("Address of the proxy: http://proxy.example.com:3128. It opens a tunnel (CONNECT) and resolves the upstream's name.")]
    public string Url { get; set; } = "";

    [Description("Name that the proxy asks for. Needs password.")]
    public string? User { get; set; }

    [SecretReference]
    [Description("Password that the proxy asks for: ${env:NAME}, ${file:path} or os.environ/NAME.")]
    public string? Password { get; set; }
}
