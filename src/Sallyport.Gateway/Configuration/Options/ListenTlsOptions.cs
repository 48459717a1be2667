using System.ComponentModel;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Encryption of both listeners.</summary>
public sealed class ListenTlsOptions
{
    [Description("File with the certificate of this gateway in PEM, and below it those between it and the authority. A renewed file is taken up within 10 s, without a restart. Relative to the working directory.")]
    public string? CertificateFile { get; set; }

    [Description("File with the certificate's private key in PEM, not encrypted. Relative to the working directory.")]
    public string? KeyFile { get; set; }
}
