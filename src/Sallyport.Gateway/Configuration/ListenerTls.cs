using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Gateway.Configuration;

/// <summary>Where the listeners' certificate is.</summary>
/// <param name="CertificatePath">PEM: the certificate, then those between it and the authority.</param>
/// <param name="KeyPath">PEM, not encrypted.</param>
public sealed record ListenerTls(string CertificatePath, string KeyPath)
{
    /// <summary>Reads both files.</summary>
    /// <param name="why">What is wrong with them.</param>
    /// <returns>The certificate with its key, then the others; null if they cannot be used. The caller disposes them.</returns>
    public X509Certificate2Collection? TryLoad(out string? why)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.Add(X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath));
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(CertificatePath);
            chain[0].Dispose();
            for (var i = 1; i < chain.Count; i++) all.Add(chain[i]);
            why = null;
            return all;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            foreach (var certificate in all) certificate.Dispose();
            why = e is CryptographicException or ArgumentException ? "the files hold no certificate with its private key" : "a file cannot be read";
            return null;
        }
    }
}
