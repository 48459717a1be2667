using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Ledger.Notes;

/// <summary>A witness's private key: cosigns checkpoints as C2SP tlog-cosignature says (<c>cosignature/v1</c>).</summary>
/// <remarks>The signed message does not name the witness, so a key belongs to one witness only.</remarks>
public sealed class WitnessSigner : IDisposable
{
    internal const int TimeBytes = sizeof(long);

    private readonly Ed25519Key _key;

    private WitnessSigner(string name, Ed25519Key key)
    {
        if (!NoteSignature.IsName(name)) throw new FormatException("the name of a key may not be empty or hold white space or a plus sign");
        (Name, _key) = (name, key);
        KeyId = KeyIdentity.IdOf(name, SignatureKind.CosignatureV1, key.PublicKey);
        VerifierKey = KeyIdentity.Format(name, KeyId, SignatureKind.CosignatureV1, key.PublicKey);
    }

    /// <summary>Name of the witness.</summary>
    public string Name { get; }

    /// <summary>What picks the key among those of the same name.</summary>
    public uint KeyId { get; }

    /// <summary>The public half, as verifiers are given it: <c>name+id+base64</c>.</summary>
    public string VerifierKey { get; }

    /// <summary>Reads <c>PRIVATE+KEY+name+id+base64</c>, of a note key or of a witness key.</summary>
    /// <exception cref="FormatException">Not such a key.</exception>
    /// <exception cref="CryptographicException">Ed25519 is not available.</exception>
    public static WitnessSigner FromNoteForm(string privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        var (name, key) = PrivateKeyReader.FromNoteForm(privateKey);
        return new WitnessSigner(name, key);
    }

    /// <summary>Reads an Ed25519 private key in DER.</summary>
    /// <exception cref="CryptographicException">Another kind of key, or Ed25519 is not available.</exception>
    public static WitnessSigner FromPkcs8(string name, ReadOnlySpan<byte> der) =>
        new(name, PrivateKeyReader.Ed25519FromPkcs8(der) ?? throw new CryptographicException("a witness needs an Ed25519 key"));

    /// <summary>States that at this time, to the second, this was the largest consistent tree the witness had seen.</summary>
    /// <param name="text">Text of the checkpoint, without signatures.</param>
    /// <param name="at">From the witness's clock.</param>
    public NoteSignature Cosign(string text, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(at));
        var signature = new byte[TimeBytes + Ed25519Key.SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(signature, seconds);
        _key.Sign(MessageFor(Encoding.UTF8.GetBytes(text), seconds)).CopyTo(signature.AsSpan(TimeBytes));
        return new NoteSignature(Name, KeyId, signature);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal static byte[] MessageFor(ReadOnlySpan<byte> text, long seconds) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n")), .. text];
}
