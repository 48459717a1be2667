using System.Security.Cryptography;

namespace Sallyport.Gateway.Audit;

/// <summary>The keys of one data subject: what is sealed or digested under them dies with them.</summary>
/// <remarks>Held in memory only while cached; the vault that made it keeps the wrapped original. Prints as its reference.</remarks>
public sealed class SubjectKey
{
    /// <summary>Length of each key, in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _seal, _digest, _content;

    /// <param name="reference">Random and meaningless: "s_" and 16 base32 characters. The only thing about the subject that stays for ever.</param>
    /// <param name="root">32 bytes.</param>
    public SubjectKey(string reference, ReadOnlySpan<byte> root)
    {
        Reference = reference;
        (_seal, _digest, _content) = (Derive(root, "seal"u8), Derive(root, "digest"u8), Derive(root, "content"u8));
    }

    public string Reference { get; }

    /// <summary>Key of XAES-256-GCM.</summary>
    public ReadOnlySpan<byte> Sealing => _seal;

    /// <summary>Key of XAES-256-GCM for kept texts.</summary>
    public ReadOnlySpan<byte> Content => _content;

    /// <summary>HMAC-SHA-256 of a body.</summary>
    public byte[] DigestOf(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_digest, content);

    /// <summary>The same for a body that comes in pieces.</summary>
    public IncrementalHash StartDigest() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _digest);

    public override string ToString() => Reference;

    private static byte[] Derive(ReadOnlySpan<byte> root, ReadOnlySpan<byte> name)
    {
        var key = new byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, key, [], name);
        return key;
    }
}
