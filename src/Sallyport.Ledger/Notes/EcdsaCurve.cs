using System.Security.Cryptography;

namespace Sallyport.Ledger.Notes;

/// <summary>Keeps ECDSA to the one curve we sign with.</summary>
internal static class EcdsaCurve
{
    /// <exception cref="CryptographicException">Another curve.</exception>
    public static ECDsa RequireP256(ECDsa key)
    {
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return key;
        key.Dispose();
        throw new CryptographicException("an ECDSA key must be on the curve P-256");
    }
}
