using System.Security.Cryptography;
using Sallyport.Ledger.Hashing;

namespace Sallyport.Gateway.Audit;

/// <summary>The keys of one data subject: what is sealed or digested under them dies with them.</summary>
/// <remarks>Held in memory only while cached; the vault that made it keeps the wrapped original. Prints as its reference.</remarks>
public sealed class SubjectKey
{
    /// <summary>Length of each key, in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _seal, _content;
    private readonly HmacSha256Key _digest;

    /// <param name="reference">Random and meaningless: "s_" and 16 base32 characters. The only thing about the subject that stays for ever.</param>
    /// <param name="root">32 bytes.</param>
    public SubjectKey(string reference, ReadOnlySpan<byte> root)
    {
        Reference = reference;
        (_seal, _content) = (Derive(root, "seal"u8), Derive(root, "content"u8));
        var digest = Derive(root, "digest"u8);
        _digest = new HmacSha256Key(digest);
        CryptographicOperations.ZeroMemory(digest);
    }

    public string Reference { get; }

    /// <summary>Key of XAES-256-GCM.</summary>
    public ReadOnlySpan<byte> Sealing => _seal;

    /// <summary>Key of XAES-256-GCM for kept texts.</summary>
    public ReadOnlySpan<byte> Content => _content;

    /// <summary>HMAC-SHA-256 of a body.</summary>
    public byte[] DigestOf(ReadOnlySpan<byte> content) => _digest.CodeOf(content);

    /// <summary>The same for a body that comes in pieces.</summary>
    public HmacSha256 StartDigest() => _digest.Begin();

    public override string ToString() => Reference;

    private static byte[] Derive(ReadOnlySpan<byte> root, ReadOnlySpan<byte> name)
    {
        var key = new byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, key, [], name);
        return key;
    }
}
