using System.Security.Cryptography;

namespace Sallyport.Ledger.Sealing;

/// <summary>A key of XAES-256-GCM with what can be computed once. Not for use by several threads at once.</summary>
public sealed class Xaes256GcmKey : IDisposable
{
    private const int BlockBytes = 16;
    private const byte Reduction = 0x87, Label = (byte)'X';

    private readonly Aes _aes;
    private readonly byte[] _k1 = new byte[BlockBytes];

    /// <param name="key">32 bytes; the caller wipes them.</param>
    public Xaes256GcmKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Xaes256Gcm.KeyBytes) throw new CryptographicException("a key has 32 bytes");
        _aes = Aes.Create();
        _aes.SetKey(key);

        // The subkey of CMAC, NIST SP 800-38B section 6.1: L doubled in GF(2^128).
        _aes.EncryptEcb(_k1, _k1, PaddingMode.None);
        var carry = _k1[0] >> 7;
        for (var i = 0; i < BlockBytes - 1; i++) _k1[i] = (byte)((_k1[i] << 1) | (_k1[i + 1] >> 7));
        _k1[^1] = (byte)((_k1[^1] << 1) ^ (carry * Reduction));
    }

    /// <summary>The key for all messages whose nonce begins with these 12 bytes. Derive it once where many messages are sealed under one prefix.</summary>
    public Xaes256GcmPrefix ForPrefix(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length != Xaes256GcmPrefix.PrefixBytes) throw new CryptographicException("the prefix of a nonce has 12 bytes");
        Span<byte> derived = stackalloc byte[Xaes256Gcm.KeyBytes];
        for (byte counter = 1; counter <= 2; counter++) // the key derivation of NIST SP 800-108r1 section 4.1, one block a step
        {
            var block = derived.Slice((counter - 1) * BlockBytes, BlockBytes);
            (block[0], block[1], block[2], block[3]) = (0, counter, Label, 0);
            prefix.CopyTo(block[4..]);
            for (var i = 0; i < BlockBytes; i++) block[i] ^= _k1[i];
        }

        _aes.EncryptEcb(derived, derived, PaddingMode.None);
        try
        {
            return new Xaes256GcmPrefix(new AesGcm(derived, Xaes256Gcm.TagBytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_k1);
    }
}
