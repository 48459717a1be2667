using System.Security.Cryptography;

namespace Sallyport.Ledger.Sealing;

/// <summary>Seals and opens messages whose nonces begin with the same 12 bytes. Costs what AES-GCM costs. Not for use by several threads at once.</summary>
/// <remarks>
/// A prefix drawn at random may be kept for many messages if the other 12 bytes count up and never repeat under it.
/// They must not be random then: 96 random bits repeat too soon.
/// </remarks>
public sealed class Xaes256GcmPrefix : IDisposable
{
    /// <summary>Bytes of a nonce that choose the derived key.</summary>
    public const int PrefixBytes = 12;

    /// <summary>The other bytes of a nonce.</summary>
    public const int SuffixBytes = Xaes256Gcm.NonceBytes - PrefixBytes;

    private readonly AesGcm _gcm;

    internal Xaes256GcmPrefix(AesGcm gcm) => _gcm = gcm;

    /// <summary>Seals a message. Does not allocate.</summary>
    /// <param name="suffix">The last 12 bytes of the nonce.</param>
    /// <param name="plaintext">What to hide.</param>
    /// <param name="associatedData">What to bind it to.</param>
    /// <param name="sealedMessage">Receives ciphertext and tag: 16 bytes longer than the plain message.</param>
    public void Seal(ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> sealedMessage) =>
        _gcm.Encrypt(suffix, plaintext, sealedMessage[..^Xaes256Gcm.TagBytes], sealedMessage[^Xaes256Gcm.TagBytes..], associatedData);

    /// <summary>Opens a message.</summary>
    /// <param name="suffix">The last 12 bytes of the nonce.</param>
    /// <param name="sealedMessage">Ciphertext and tag.</param>
    /// <param name="associatedData">What it was bound to.</param>
    /// <param name="plaintext">Receives the plain message, 16 bytes shorter than the sealed one; zeros if it could not be opened.</param>
    /// <returns>False if anything is not as it was sealed.</returns>
    public bool TryOpen(ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> sealedMessage, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        if (sealedMessage.Length < Xaes256Gcm.TagBytes) return false;
        try
        {
            _gcm.Decrypt(suffix, sealedMessage[..^Xaes256Gcm.TagBytes], sealedMessage[^Xaes256Gcm.TagBytes..], plaintext, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gcm.Dispose();
}
