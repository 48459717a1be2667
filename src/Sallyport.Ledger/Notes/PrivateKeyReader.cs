using System.Security.Cryptography;

namespace Sallyport.Ledger.Notes;

/// <summary>Reads private keys in the forms operators have: the note form, and PKCS#8 as <c>openssl genpkey</c> writes it.</summary>
internal static class PrivateKeyReader
{
    /// <summary>What stands before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410 section 7).</summary>
    private static ReadOnlySpan<byte> Ed25519Pkcs8 => [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <exception cref="FormatException">Not a private key in the note form, or its id does not fit.</exception>
    public static (string Name, Ed25519Key Key) FromNoteForm(string text)
    {
        if (!text.StartsWith(KeyIdentity.PrivateMark, StringComparison.Ordinal)) throw new FormatException("a private key begins with PRIVATE+KEY+");
        var (name, id, kind, seed) = KeyIdentity.Parse(text.AsSpan(KeyIdentity.PrivateMark.Length).TrimEnd('\n'));
        try
        {
            if (kind is SignatureKind.EcdsaP256) throw new FormatException("an ECDSA key is given as PKCS#8");
            if (seed.Length != Ed25519Key.KeyBytes) throw new FormatException("an Ed25519 key has 32 bytes");
            var key = Ed25519Key.FromSeed(seed);
            if (KeyIdentity.IdOf(name, kind, key.PublicKey) == id) return (name, key);
            key.Dispose();
            throw new FormatException("the id is not that of the key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The Ed25519 key, or null if these bytes are something else.</summary>
    public static Ed25519Key? Ed25519FromPkcs8(ReadOnlySpan<byte> der) =>
        der.Length == Ed25519Pkcs8.Length + Ed25519Key.KeyBytes && der.StartsWith(Ed25519Pkcs8) ? Ed25519Key.FromSeed(der[Ed25519Pkcs8.Length..]) : null;
}
