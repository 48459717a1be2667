namespace Sallyport.Ledger.Notes;

/// <summary>How a signature on a note was made. The numbers are those that C2SP signed-note assigns.</summary>
public enum SignatureKind
{
    /// <summary>Nothing: not a kind.</summary>
    None = 0,

    /// <summary>Ed25519 over the text.</summary>
    Ed25519 = 1,

    /// <summary>ECDSA on P-256 with SHA-256 over the text, as DER. For systems without OpenSSL 3; its key id is the hash of the public key alone.</summary>
    EcdsaP256 = 2,

    /// <summary>A witness's Ed25519 signature with the time at which it saw the checkpoint.</summary>
    CosignatureV1 = 4,
}
