using System.Security.Cryptography;

namespace Sallyport.Ledger.Sealing;

/// <summary>XAES-256-GCM (C2SP): AES-256-GCM with a 192-bit nonce, so that random nonces never repeat. Not committing to its key.</summary>
public static class Xaes256Gcm
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a nonce, to be drawn at random for each message.</summary>
    public const int NonceBytes = 24;

    /// <summary>Bytes by which a sealed message is longer than the plain one.</summary>
    public const int TagBytes = 16;

    /// <summary>Seals one message.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">24 bytes, never used with this key before.</param>
    /// <param name="plaintext">What to hide.</param>
    /// <param name="associatedData">What to bind it to; the same must be given to open it.</param>
    /// <returns>Ciphertext and tag.</returns>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        Check(nonce);
        using var whole = new Xaes256GcmKey(key);
        using var half = whole.ForPrefix(nonce[..Xaes256GcmPrefix.PrefixBytes]);
        var sealedMessage = new byte[plaintext.Length + TagBytes];
        half.Seal(nonce[Xaes256GcmPrefix.PrefixBytes..], plaintext, associatedData, sealedMessage);
        return sealedMessage;
    }

    /// <summary>Opens one message.</summary>
    /// <returns>The plain message; or null if key, nonce, associated data or message are not those it was sealed with.</returns>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedMessage, ReadOnlySpan<byte> associatedData)
    {
        Check(nonce);
        if (sealedMessage.Length < TagBytes) return null;
        using var whole = new Xaes256GcmKey(key);
        using var half = whole.ForPrefix(nonce[..Xaes256GcmPrefix.PrefixBytes]);
        var plaintext = new byte[sealedMessage.Length - TagBytes];
        return half.TryOpen(nonce[Xaes256GcmPrefix.PrefixBytes..], sealedMessage, associatedData, plaintext) ? plaintext : null;
    }

    private static void Check(ReadOnlySpan<byte> nonce)
    {
        if (nonce.Length != NonceBytes) throw new CryptographicException("a nonce has 24 bytes");
    }
}
