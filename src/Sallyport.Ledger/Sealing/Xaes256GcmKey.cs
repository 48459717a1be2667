using System.Security.Cryptography;

namespace Sallyport.Ledger.Sealing;

/// <summary>The inner key of all nonces that share their first 12 bytes: derived once, for who seals many texts under one key.</summary>
/// <remarks>Under one prefix at most 2^32 texts with random suffixes, or as many as a counter gives. Not for use by several threads at once.</remarks>
public sealed class Xaes256GcmKey : IDisposable
{
    /// <summary>Length of a nonce's prefix, in bytes.</summary>
    public const int PrefixSize = 12;

    private const int BlockSize = 16;

    private readonly AesGcm _inner;

    private Xaes256GcmKey(ReadOnlySpan<byte> key) => _inner = new AesGcm(key, Xaes256Gcm.TagSize);

    /// <summary>Derives the inner key: CMAC in counter mode (NIST SP 800-108r1), as XAES-256-GCM fixes it.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="prefix">First 12 bytes of the nonces.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static Xaes256GcmKey ForPrefix(ReadOnlySpan<byte> key, ReadOnlySpan<byte> prefix)
    {
        if (key.Length != Xaes256Gcm.KeySize) throw new ArgumentException($"A key has {Xaes256Gcm.KeySize} bytes.", nameof(key));
        if (prefix.Length != PrefixSize) throw new ArgumentException($"A prefix has {PrefixSize} bytes.", nameof(prefix));

        Span<byte> subkey = stackalloc byte[BlockSize], blocks = stackalloc byte[2 * BlockSize], derived = stackalloc byte[2 * BlockSize];
        using var aes = Aes.Create();
        aes.SetKey(key);
        subkey.Clear();
        aes.EncryptEcb(subkey, subkey, PaddingMode.None);
        Double(subkey);
        for (var counter = 1; counter <= 2; counter++)
        {
            var block = blocks.Slice((counter - 1) * BlockSize, BlockSize);
            (block[0], block[1], block[2], block[3]) = (0, (byte)counter, (byte)'X', 0);
            prefix.CopyTo(block[4..]);
            for (var i = 0; i < BlockSize; i++) block[i] ^= subkey[i];
        }

        aes.EncryptEcb(blocks, derived, PaddingMode.None);
        try
        {
            return new Xaes256GcmKey(derived);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(subkey);
        }
    }

    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="suffix">Last 12 bytes of the nonce.</param>
    /// <param name="sealedText">Receives the ciphertext and its tag: 16 bytes more than the text.</param>
    /// <param name="bound">Authenticated but not encrypted.</param>
    public void Seal(ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> text, Span<byte> sealedText, ReadOnlySpan<byte> bound)
    {
        if (sealedText.Length != text.Length + Xaes256Gcm.TagSize) throw new ArgumentException("The ciphertext is 16 bytes longer than the text.", nameof(sealedText));
        _inner.Encrypt(suffix, text, sealedText[..text.Length], sealedText[text.Length..], bound);
    }

    /// <summary>Decrypts what <see cref="Seal"/> made.</summary>
    /// <exception cref="AuthenticationTagMismatchException">Key, nonce, ciphertext or what it is bound to is another one.</exception>
    public void Open(ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> sealedText, Span<byte> text, ReadOnlySpan<byte> bound)
    {
        if (sealedText.Length != text.Length + Xaes256Gcm.TagSize) throw new ArgumentException("The ciphertext is 16 bytes longer than the text.", nameof(sealedText));
        _inner.Decrypt(suffix, sealedText[..text.Length], sealedText[text.Length..], text, bound);
    }

    public void Dispose() => _inner.Dispose();

    /// <summary>Doubling in GF(2^128), which makes CMAC's subkey for whole blocks.</summary>
    private static void Double(Span<byte> block)
    {
        var carry = block[0] >> 7;
        for (var i = 0; i < BlockSize - 1; i++) block[i] = (byte)((block[i] << 1) | (block[i + 1] >> 7));
        block[^1] = (byte)((block[^1] << 1) ^ (carry * 0x87));
    }
}
