using System.Numerics;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Merkle;

/// <summary>Proofs that a leaf is in a tree, and that one tree continues another: RFC 6962 section 2.1, checked as RFC 9162 section 2.1 says.</summary>
/// <remarks>A proof is its hashes one after the other, 32 bytes each, from the leaf's side to the root's.</remarks>
public static class MerkleProofs
{
    /// <summary>The root of the first <paramref name="size"/> leaves.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public static byte[] Root(ITileStore tiles, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var root = new byte[LeafHash.Size];
        new TileReader(tiles, size).Range(0, size, root);
        return root;
    }

    /// <summary>Proof that leaf <paramref name="index"/> is in the tree of <paramref name="size"/> leaves.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public static byte[] Inclusion(ITileStore tiles, long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var reader = new TileReader(tiles, size);
        var path = new List<byte[]>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var split = start + TileReader.SplitOf(end - start);
            var isLeft = index < split;
            path.Add(isLeft ? Range(reader, split, end) : Range(reader, start, split));
            if (isLeft) end = split;
            else start = split;
        }

        path.Reverse();
        return [.. path.SelectMany(hash => hash)];
    }

    /// <summary>Proof that the tree of <paramref name="size"/> leaves begins with the tree of <paramref name="oldSize"/>. Empty if they are equal or the old one is empty.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public static byte[] Consistency(ITileStore tiles, long oldSize, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        if (oldSize == 0 || oldSize == size) return [];

        var reader = new TileReader(tiles, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end != oldSize)
        {
            var split = start + TileReader.SplitOf(end - start);
            var isLeft = oldSize <= split;
            path.Add(isLeft ? Range(reader, split, end) : Range(reader, start, split));
            if (isLeft) end = split;
            else start = split;
        }

        if (start != 0) path.Add(Range(reader, start, end)); // else the old root itself, which the reader of the proof has
        path.Reverse();
        return [.. path.SelectMany(hash => hash)];
    }

    /// <summary>Whether the proof shows the leaf at this place of the tree with this root.</summary>
    public static bool VerifyInclusion(ReadOnlySpan<byte> leafHash, long index, long size, ReadOnlySpan<byte> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leafHash.Length != LeafHash.Size || proof.Length % LeafHash.Size != 0) return false;
        Span<byte> hash = stackalloc byte[LeafHash.Size];
        leafHash.CopyTo(hash);
        var (place, last) = (index, size - 1);
        for (; !proof.IsEmpty; proof = proof[LeafHash.Size..])
        {
            if (last == 0) return false;
            if ((place & 1) != 0 || place == last)
            {
                MerkleHash.Node(proof[..LeafHash.Size], hash, hash);
                SkipLoneLevels(ref place, ref last);
            }
            else
            {
                MerkleHash.Node(hash, proof[..LeafHash.Size], hash);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && hash.SequenceEqual(root);
    }

    /// <summary>Whether the proof shows that the tree with the new root begins with the tree with the old root.</summary>
    public static bool VerifyConsistency(long oldSize, long size, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> root, ReadOnlySpan<byte> proof)
    {
        if (oldSize < 0 || oldSize > size || oldRoot.Length != LeafHash.Size || root.Length != LeafHash.Size || proof.Length % LeafHash.Size != 0) return false;
        Span<byte> fromOld = stackalloc byte[LeafHash.Size], fromNew = stackalloc byte[LeafHash.Size];
        if (oldSize == 0)
        {
            MerkleHash.Empty(fromOld);
            return proof.IsEmpty && fromOld.SequenceEqual(oldRoot) && (size > 0 || fromOld.SequenceEqual(root));
        }

        if (oldSize == size) return proof.IsEmpty && oldRoot.SequenceEqual(root);

        var rest = proof;
        if (BitOperations.IsPow2(oldSize)) oldRoot.CopyTo(fromOld);
        else if (rest.IsEmpty) return false;
        else
        {
            rest[..LeafHash.Size].CopyTo(fromOld);
            rest = rest[LeafHash.Size..];
        }

        fromOld.CopyTo(fromNew);
        var (place, last) = (oldSize - 1, size - 1);
        while ((place & 1) != 0) (place, last) = (place >> 1, last >> 1);
        for (; !rest.IsEmpty; rest = rest[LeafHash.Size..])
        {
            if (last == 0) return false;
            var next = rest[..LeafHash.Size];
            if ((place & 1) != 0 || place == last)
            {
                MerkleHash.Node(next, fromOld, fromOld);
                MerkleHash.Node(next, fromNew, fromNew);
                SkipLoneLevels(ref place, ref last);
            }
            else
            {
                MerkleHash.Node(fromNew, next, fromNew);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && fromOld.SequenceEqual(oldRoot) && fromNew.SequenceEqual(root);
    }

    /// <summary>The right-most node of a level without a partner moves up unchanged.</summary>
    private static void SkipLoneLevels(ref long place, ref long last)
    {
        while ((place & 1) == 0 && place != 0) (place, last) = (place >> 1, last >> 1);
    }

    private static byte[] Range(TileReader reader, long start, long end)
    {
        var hash = new byte[LeafHash.Size];
        reader.Range(start, end, hash);
        return hash;
    }
}
