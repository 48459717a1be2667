namespace Sallyport.Ledger.Sealing;

/// <summary>XAES-256-GCM (C2SP): AES-256-GCM with nonces long enough to be drawn at random for ever.</summary>
/// <remarks>The first half of the nonce derives a key of its own, the second half is the nonce under it. Ciphertexts carry their tag of 16 bytes at the end.</remarks>
public static class Xaes256Gcm
{
    /// <summary>Length of a key, in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Length of a nonce, in bytes.</summary>
    public const int NonceSize = 24;

    /// <summary>How many bytes a ciphertext is longer than its text.</summary>
    public const int TagSize = 16;

    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">24 bytes that no other text under this key has: random ones will do.</param>
    /// <param name="sealedText">Receives the ciphertext and its tag: 16 bytes more than the text.</param>
    /// <param name="bound">Authenticated but not encrypted: where the text belongs.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text, Span<byte> sealedText, ReadOnlySpan<byte> bound)
    {
        using var inner = Xaes256GcmKey.ForPrefix(key, PrefixOf(nonce));
        inner.Seal(nonce[Xaes256GcmKey.PrefixSize..], text, sealedText, bound);
    }

    /// <summary>Decrypts what <see cref="Seal"/> made.</summary>
    /// <param name="text">Receives the text: 16 bytes less than the ciphertext.</param>
    /// <exception cref="System.Security.Cryptography.AuthenticationTagMismatchException">Key, nonce, ciphertext or what it is bound to is another one.</exception>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedText, Span<byte> text, ReadOnlySpan<byte> bound)
    {
        using var inner = Xaes256GcmKey.ForPrefix(key, PrefixOf(nonce));
        inner.Open(nonce[Xaes256GcmKey.PrefixSize..], sealedText, text, bound);
    }

    private static ReadOnlySpan<byte> PrefixOf(ReadOnlySpan<byte> nonce) =>
        nonce.Length == NonceSize ? nonce[..Xaes256GcmKey.PrefixSize] : throw new ArgumentException($"A nonce has {NonceSize} bytes.", nameof(nonce));
}
