using System.Security.Cryptography;

namespace Sallyport.Ledger.Notes;

/// <summary>An Ed25519 key (RFC 8032) in OpenSSL. The private half never leaves it.</summary>
internal sealed class Ed25519Key : IDisposable
{
    public const int KeyBytes = 32, SignatureBytes = 64;

    private readonly EvpKeyHandle _handle;

    private Ed25519Key(EvpKeyHandle handle)
    {
        _handle = handle;
        PublicKey = new byte[KeyBytes];
        nuint length = KeyBytes;
        if (handle.IsInvalid || LibCrypto.GetPublicKey(handle, PublicKey, ref length) != 1 || length != KeyBytes)
        {
            handle.Dispose();
            throw new CryptographicException("not an Ed25519 key");
        }
    }

    public byte[] PublicKey { get; }

    /// <param name="seed">32 bytes; the caller wipes them.</param>
    public static Ed25519Key FromSeed(ReadOnlySpan<byte> seed) => new(LibCrypto.NewPrivateKey(LibCrypto.Ed25519Type, 0, Checked(seed), KeyBytes));

    public static Ed25519Key FromPublic(ReadOnlySpan<byte> publicKey) => new(LibCrypto.NewPublicKey(LibCrypto.Ed25519Type, 0, Checked(publicKey), KeyBytes));

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        var signature = new byte[SignatureBytes];
        nuint length = SignatureBytes;
        using var digest = LibCrypto.NewDigest();
        if (digest.IsInvalid || LibCrypto.BeginSign(digest, 0, 0, 0, _handle) != 1 || LibCrypto.Sign(digest, signature, ref length, text, (nuint)text.Length) != 1 || length != SignatureBytes)
            throw new CryptographicException("Ed25519 signing failed");
        return signature;
    }

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes) return false;
        using var digest = LibCrypto.NewDigest();
        if (digest.IsInvalid || LibCrypto.BeginVerify(digest, 0, 0, 0, _handle) != 1) throw new CryptographicException("Ed25519 verifying failed");
        return LibCrypto.Verify(digest, signature, SignatureBytes, text, (nuint)text.Length) == 1; // 0: does not hold; below 0: malformed
    }

    public void Dispose() => _handle.Dispose();

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> key)
    {
        if (!LibCrypto.IsAvailable) throw new CryptographicException("Ed25519 needs the system's OpenSSL 3 (libcrypto.so.3); an ECDSA P-256 key works without it");
        return key.Length == KeyBytes ? key : throw new CryptographicException("an Ed25519 key has 32 bytes");
    }
}
