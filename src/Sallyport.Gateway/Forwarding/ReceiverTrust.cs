using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Which authorities may vouch for whom we send to.</summary>
internal static class ReceiverTrust
{
    /// <param name="pem">Checked by the configuration; null for the system's authorities.</param>
    public static X509Certificate2Collection? Read(string? pem)
    {
        if (pem is null) return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities;
    }

    /// <returns>Null leaves the judgement to the system's policy.</returns>
    public static X509ChainPolicy? PolicyOf(X509Certificate2Collection? authorities)
    {
        if (authorities is null) return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // authorities of one's own seldom publish a list
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    public static void Dispose(X509Certificate2Collection? authorities)
    {
        if (authorities is null) return;
        foreach (var certificate in authorities) certificate.Dispose();
    }
}
