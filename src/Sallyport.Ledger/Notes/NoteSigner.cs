using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Ledger.Notes;

/// <summary>A log's private key: signs notes.</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly Ed25519Key? _ed25519;
    private readonly ECDsa? _ecdsa;

    private NoteSigner(string name, Ed25519Key? ed25519, ECDsa? ecdsa)
    {
        if (!NoteSignature.IsName(name)) throw new FormatException("the name of a key may not be empty or hold white space or a plus sign");
        (Name, _ed25519, _ecdsa) = (name, ed25519, ecdsa);
        Kind = ed25519 is null ? SignatureKind.EcdsaP256 : SignatureKind.Ed25519;
        var publicKey = ed25519?.PublicKey ?? ecdsa!.ExportSubjectPublicKeyInfo();
        KeyId = KeyIdentity.IdOf(name, Kind, publicKey);
        VerifierKey = KeyIdentity.Format(name, KeyId, Kind, publicKey);
    }

    /// <summary>Name of the key: the log's origin.</summary>
    public string Name { get; }

    /// <summary>What picks the key among those of the same name.</summary>
    public uint KeyId { get; }

    /// <summary>Ed25519 or ECDSA.</summary>
    public SignatureKind Kind { get; }

    /// <summary>The public half, as verifiers are given it: <c>name+id+base64</c>.</summary>
    public string VerifierKey { get; }

    /// <summary>Whether this system can sign with Ed25519; if not, use an ECDSA key.</summary>
    public static bool HasEd25519 => LibCrypto.IsAvailable;

    /// <summary>Reads <c>PRIVATE+KEY+name+id+base64</c>, as note tools write it.</summary>
    /// <exception cref="FormatException">Not such a key.</exception>
    /// <exception cref="CryptographicException">Ed25519 is not available.</exception>
    public static NoteSigner FromNoteForm(string privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        var (name, key) = PrivateKeyReader.FromNoteForm(privateKey);
        return new NoteSigner(name, key, null);
    }

    /// <summary>Reads a private key in DER: Ed25519 or ECDSA on P-256.</summary>
    /// <exception cref="CryptographicException">Another kind of key, or Ed25519 is not available.</exception>
    public static NoteSigner FromPkcs8(string name, ReadOnlySpan<byte> der)
    {
        if (PrivateKeyReader.Ed25519FromPkcs8(der) is { } ed25519) return new NoteSigner(name, ed25519, null);
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportPkcs8PrivateKey(der, out _);
        }
        catch
        {
            ecdsa.Dispose();
            throw;
        }

        return new NoteSigner(name, null, EcdsaCurve.RequireP256(ecdsa));
    }

    /// <summary>Makes a new Ed25519 key and writes it in the note form, for the operator to keep.</summary>
    /// <exception cref="CryptographicException">Ed25519 is not available.</exception>
    public static string Generate(string name)
    {
        Span<byte> seed = stackalloc byte[Ed25519Key.KeyBytes];
        RandomNumberGenerator.Fill(seed);
        try
        {
            using var signer = new NoteSigner(name, Ed25519Key.FromSeed(seed), null);
            return KeyIdentity.PrivateMark + KeyIdentity.Format(name, signer.KeyId, SignatureKind.Ed25519, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Signs a text, which must end with a line end.</summary>
    public NoteSignature Sign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EndsWith('\n')) throw new ArgumentException("a note ends with a line end", nameof(text));
        var bytes = Encoding.UTF8.GetBytes(text);
        return new NoteSignature(Name, KeyId, _ed25519?.Sign(bytes) ?? _ecdsa!.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ed25519?.Dispose();
        _ecdsa?.Dispose();
    }
}
