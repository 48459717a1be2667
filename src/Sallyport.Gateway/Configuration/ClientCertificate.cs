namespace Sallyport.Gateway.Configuration;

/// <summary>A certificate that we show, and its key, in PEM. Read with the configuration: a renewed file is a new one.</summary>
/// <param name="CertificatePem">Our certificate first, then those between it and an authority.</param>
public sealed record ClientCertificate(string CertificatePem, Secret KeyPem);
