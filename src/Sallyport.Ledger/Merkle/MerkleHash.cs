using Sallyport.Ledger.Hashing;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Merkle;

/// <summary>Hashes of the inner nodes of the tree, RFC 6962 section 2.1.</summary>
public static class MerkleHash
{
    private const byte NodeMark = 1;

    /// <summary>Writes the root of a tree without leaves: SHA-256 of nothing.</summary>
    public static void Empty(Span<byte> hash32) => Sha256.Hash([], [], [], hash32);

    /// <summary>Writes the hash of the node above two others. The result may lie over either. Does not allocate.</summary>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash32) => Sha256.Hash([NodeMark], left, right, hash32);

    /// <summary>Replaces 2^n hashes by the one above them all, left in the first 32 bytes.</summary>
    internal static void Fold(Span<byte> hashes)
    {
        for (var count = hashes.Length / LeafHash.Size; count > 1; count /= 2)
        {
            for (var i = 0; i < count; i += 2)
                Node(hashes.Slice(i * LeafHash.Size, LeafHash.Size), hashes.Slice((i + 1) * LeafHash.Size, LeafHash.Size), hashes[(i / 2 * LeafHash.Size)..]);
        }
    }
}
