using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Ledger.Notes;

/// <summary>How keys are named in notes and written down: <c>name+id+base64(kind || key)</c>.</summary>
internal static class KeyIdentity
{
    public const string PrivateMark = "PRIVATE+KEY+";

    public static uint IdOf(string name, SignatureKind kind, ReadOnlySpan<byte> publicKey)
    {
        var hash = kind is SignatureKind.EcdsaP256
            ? SHA256.HashData(publicKey) // the one kind whose id does not cover the name: transparency-dev chose so before the recommendation
            : SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. publicKey]);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    public static string Format(string name, uint id, SignatureKind kind, ReadOnlySpan<byte> key) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}+{id:x8}+{Convert.ToBase64String([(byte)kind, .. key])}");

    /// <exception cref="FormatException">Not of this form. The message says why and never holds the key.</exception>
    public static (string Name, uint Id, SignatureKind Kind, byte[] Key) Parse(ReadOnlySpan<char> text)
    {
        var first = text.IndexOf('+');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf('+') + first + 1;
        if (first < 0 || second <= first || !NoteSignature.IsName(text[..first])) throw new FormatException("a key is written name+id+base64");
        var hex = text[(first + 1)..second];
        if (hex.Length != 8 || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)) throw new FormatException("the id of a key is eight hexadecimal digits");
        if (!CanonicalBase64.TryDecode(text[(second + 1)..], out var bytes) || bytes.Length < 2) throw new FormatException("the last part of a key is base64");
        var kind = (SignatureKind)bytes[0];
        if (kind is not (SignatureKind.Ed25519 or SignatureKind.EcdsaP256 or SignatureKind.CosignatureV1)) throw new FormatException($"signature type {bytes[0]} is not known; known are 1, 2 and 4");
        return (text[..first].ToString(), id, kind, bytes[1..]);
    }
}
