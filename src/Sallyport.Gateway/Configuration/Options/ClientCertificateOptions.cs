using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A certificate that the gateway shows to an upstream.</summary>
public sealed class ClientCertificateOptions
{
    [Required]
    [Description("File with the certificate in PEM, then those between it and an authority. A changed file is read within seconds.")]
    public string CertificateFile { get; set; } = "";

    [Required]
    [Description("File with the certificate's private key in PEM, without a password.")]
    public string KeyFile { get; set; } = "";
}
