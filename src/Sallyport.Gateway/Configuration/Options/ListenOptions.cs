using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>The two listeners. Unset keys fall back to SALLYPORT_API_LISTEN and SALLYPORT_ADMIN_LISTEN, which win when set.</summary>
public sealed class ListenOptions
{
    [Description("Address and port for applications: address:port. Default 127.0.0.1:8080; 0.0.0.0:8080 listens on every IPv4 address. SALLYPORT_API_LISTEN wins over it.")]
    public string? Api { get; set; }

    [Description("Address and port for administrators, health and metrics: address:port. Default 127.0.0.1:9090. SALLYPORT_ADMIN_LISTEN wins over it.")]
    public string? Admin { get; set; }

    [Description("Certificate and key of both listeners; without it they speak in clear, which is for loopback or a network of its own.")]
    public ListenTlsOptions? Tls { get; set; }
}
