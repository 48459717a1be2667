using System.Buffers;
using System.Security.Cryptography;

namespace Sallyport.Ledger.Leaves;

/// <summary>The hash by which a record stands in the Merkle tree: RFC 6962 leaf hash over <c>audit.v1\n</c> and the canonical JSON.</summary>
/// <remarks>The version line is hashed with the record, so bytes signed as one format can never be read as another.</remarks>
public static class LeafHash
{
    /// <summary>Bytes of a hash: SHA-256.</summary>
    public const int Size = 32;

    private const byte LeafMark = 0; // RFC 6962 section 2.1: a leaf can never be passed off as a node
    private const int MaxStackBytes = 2_048;

    /// <summary>What every leaf begins with; the JSON follows.</summary>
    public static ReadOnlySpan<byte> Prefix => "audit.v1\n"u8;

    /// <summary>Hashes one record. Does not allocate.</summary>
    /// <param name="json">Canonical JSON as stored, without the version line.</param>
    /// <param name="hash32">Receives 32 bytes.</param>
    public static void Compute(ReadOnlySpan<byte> json, Span<byte> hash32)
    {
        var length = 1 + Prefix.Length + json.Length;
        if (length <= MaxStackBytes)
        {
            Span<byte> leaf = stackalloc byte[MaxStackBytes];
            Hash(leaf[..length], json, hash32);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        Hash(rented.AsSpan(0, length), json, hash32);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true); // a record names people
    }

    private static void Hash(Span<byte> leaf, ReadOnlySpan<byte> json, Span<byte> hash32)
    {
        leaf[0] = LeafMark;
        Prefix.CopyTo(leaf[1..]);
        json.CopyTo(leaf[(1 + Prefix.Length)..]);
        SHA256.HashData(leaf, hash32);
    }
}
