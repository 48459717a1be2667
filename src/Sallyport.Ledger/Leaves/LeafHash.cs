using Sallyport.Ledger.Hashing;

namespace Sallyport.Ledger.Leaves;

/// <summary>The hash by which a record stands in the Merkle tree: RFC 6962 leaf hash over <c>audit.v1\n</c> and the canonical JSON.</summary>
/// <remarks>The version line is hashed with the record, so bytes signed as one format can never be read as another.</remarks>
public static class LeafHash
{
    /// <summary>Bytes of a hash: SHA-256.</summary>
    public const int Size = Sha256.Size;

    private const byte LeafMark = 0; // RFC 6962 section 2.1: a leaf can never be passed off as a node

    /// <summary>What every leaf begins with; the JSON follows.</summary>
    public static ReadOnlySpan<byte> Prefix => "audit.v1\n"u8;

    /// <summary>Hashes one record. Does not allocate.</summary>
    /// <param name="json">Canonical JSON as stored, without the version line.</param>
    /// <param name="hash32">Receives 32 bytes.</param>
    public static void Compute(ReadOnlySpan<byte> json, Span<byte> hash32) => Sha256.Hash([LeafMark], Prefix, json, hash32);
}
