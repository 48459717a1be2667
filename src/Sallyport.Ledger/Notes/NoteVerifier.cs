using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sallyport.Ledger.Notes;

/// <summary>A public key that verifies signatures on notes, of a log or of a witness.</summary>
public sealed class NoteVerifier : IDisposable
{
    private readonly Ed25519Key? _ed25519;
    private readonly ECDsa? _ecdsa;

    private NoteVerifier(string text, string name, uint id, SignatureKind kind, byte[] key)
    {
        (VerifierKey, Name, KeyId, Kind, PublicKey) = (text, name, id, kind, key);
        if (kind is not SignatureKind.EcdsaP256)
        {
            _ed25519 = Ed25519Key.FromPublic(key);
            return;
        }

        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(key, out var read);
            if (read != key.Length) throw new CryptographicException("bytes after the key");
        }
        catch
        {
            ecdsa.Dispose();
            throw;
        }

        _ecdsa = EcdsaCurve.RequireP256(ecdsa);
    }

    /// <summary>Name of the key.</summary>
    public string Name { get; }

    /// <summary>What picks the key among those of the same name.</summary>
    public uint KeyId { get; }

    /// <summary>Of a log: Ed25519 or ECDSA. Of a witness: a cosignature.</summary>
    public SignatureKind Kind { get; }

    /// <summary>The key as it was given: <c>name+id+base64</c>.</summary>
    public string VerifierKey { get; }

    internal byte[] PublicKey { get; }

    /// <summary>Reads a key written <c>name+id+base64</c>.</summary>
    /// <exception cref="FormatException">Not such a key. The message says what is wrong and fits after the name of a configuration key.</exception>
    public static NoteVerifier Parse(string verifierKey)
    {
        ArgumentNullException.ThrowIfNull(verifierKey);
        if (verifierKey.StartsWith(KeyIdentity.PrivateMark, StringComparison.Ordinal)) throw new FormatException("this is a private key; a public key is wanted here");
        var (name, id, kind, key) = KeyIdentity.Parse(verifierKey);
        if (KeyIdentity.IdOf(name, kind, key) != id) throw new FormatException("the id is not that of the key");
        try
        {
            return new NoteVerifier(verifierKey, name, id, kind, key);
        }
        catch (CryptographicException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Whether the signature's name and id are those of this key. Only then is <see cref="Verify"/> to be asked.</summary>
    public bool Made([NotNullWhen(true)] NoteSignature? signature) => signature is not null && signature.KeyId == KeyId && signature.Name == Name;

    /// <summary>Whether a signature by this key holds.</summary>
    /// <param name="text">What is signed.</param>
    /// <param name="signature">The value of the signature, without key id.</param>
    /// <param name="cosignedAt">Of a witness: when it says it saw the checkpoint; else null.</param>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, out DateTimeOffset? cosignedAt)
    {
        cosignedAt = null;
        if (_ecdsa is not null) return _ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (Kind is not SignatureKind.CosignatureV1) return _ed25519!.Verify(text, signature);

        if (signature.Length != WitnessSigner.TimeBytes + Ed25519Key.SignatureBytes) return false;
        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature);
        if (seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return false;
        cosignedAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return _ed25519!.Verify(WitnessSigner.MessageFor(text, seconds), signature[WitnessSigner.TimeBytes..]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ed25519?.Dispose();
        _ecdsa?.Dispose();
    }
}
