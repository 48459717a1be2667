using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Gateway.Authentication;

/// <summary>Turns a key into what is stored of it: HMAC-SHA-256 of the whole key string under the installation's pepper.</summary>
/// <remarks>A fast hash is enough because the secret part is random (190 bits), so there is no guessing to slow down.</remarks>
public sealed class KeyHasher
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int Size = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _pepper;

    /// <param name="pepper">32 bytes: <see cref="Configuration.InstallationKeys.Pepper"/>.</param>
    public KeyHasher(ReadOnlySpan<byte> pepper)
    {
        if (pepper.Length != 32) throw new ArgumentException("The pepper is 32 bytes.", nameof(pepper));
        _pepper = pepper.ToArray();
    }

    /// <summary>Hash of a key that was just made or imported.</summary>
    public byte[] Hash(VirtualKey key)
    {
        var hash = new byte[Size];
        Hash(key.Reveal(), hash);
        return hash;
    }

    /// <summary>Hash of a presented key whose form was checked. Does not allocate.</summary>
    /// <param name="key">At most <see cref="VirtualKey.MaxLength"/> ASCII characters.</param>
    /// <param name="hash">At least <see cref="Size"/> bytes.</param>
    internal void Hash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[VirtualKey.MaxLength];
        var length = Encoding.ASCII.GetBytes(key, utf8);
        HMACSHA256.HashData(_pepper, utf8[..length], hash);
        CryptographicOperations.ZeroMemory(utf8);
    }
}
