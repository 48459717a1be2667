using System.Buffers.Binary;
using System.Numerics;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Merkle;

/// <summary>What is needed of a tree to add leaves to it and to know its root: the roots of its whole subtrees, at most 63 hashes however large the log.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
public sealed class TreeFrontier
{
    private const int SizeBytes = sizeof(long), MaxSubtrees = 63;

    private readonly byte[] _subtrees = new byte[MaxSubtrees * LeafHash.Size]; // the subtree of 2^i leaves at place i, if bit i of the size is set

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf. Does not allocate.</summary>
    public void Add(ReadOnlySpan<byte> leafHash) => Add(leafHash, null);

    /// <summary>The same, and hands out each hash that stands in a tile as it comes to be.</summary>
    internal void Add(ReadOnlySpan<byte> leafHash, ITileHashSink? sink)
    {
        Span<byte> hash = stackalloc byte[LeafHash.Size];
        leafHash.CopyTo(hash);
        sink?.Take(0, hash);
        var level = 0;
        while (((Size >> level) & 1) != 0)
        {
            MerkleHash.Node(Subtree(level), hash, hash);
            level++;
            if (level % TileCoordinate.Height == 0) sink?.Take(level / TileCoordinate.Height, hash);
        }

        hash.CopyTo(Subtree(level));
        Size++;
    }

    /// <summary>Writes the root of the tree as it is now. Does not allocate.</summary>
    public void Root(Span<byte> hash32)
    {
        if (Size == 0)
        {
            MerkleHash.Empty(hash32);
            return;
        }

        var level = BitOperations.TrailingZeroCount(Size);
        Subtree(level).CopyTo(hash32);
        for (level++; level < MaxSubtrees; level++)
            if (((Size >> level) & 1) != 0) MerkleHash.Node(Subtree(level), hash32, hash32);
    }

    /// <summary>The root of the tree as it is now.</summary>
    public byte[] Root()
    {
        var root = new byte[LeafHash.Size];
        Root(root);
        return root;
    }

    /// <summary>The frontier as bytes: the size, big-endian, then the subtrees' hashes from the largest down.</summary>
    public byte[] Save()
    {
        var saved = new byte[SizeBytes + (BitOperations.PopCount((ulong)Size) * LeafHash.Size)];
        BinaryPrimitives.WriteInt64BigEndian(saved, Size);
        var at = SizeBytes;
        for (var level = MaxSubtrees - 1; level >= 0; level--)
        {
            if (((Size >> level) & 1) == 0) continue;
            Subtree(level).CopyTo(saved.AsSpan(at));
            at += LeafHash.Size;
        }

        return saved;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of a frontier. Whether the hashes are right only the tiles can tell.</exception>
    public static TreeFrontier Restore(ReadOnlySpan<byte> saved)
    {
        var size = saved.Length < SizeBytes ? -1 : BinaryPrimitives.ReadInt64BigEndian(saved);
        if (size < 0 || saved.Length != SizeBytes + (BitOperations.PopCount((ulong)size) * LeafHash.Size)) throw new InvalidDataException("not a saved tree frontier");

        var frontier = new TreeFrontier { Size = size };
        var rest = saved[SizeBytes..];
        for (var level = MaxSubtrees - 1; level >= 0; level--)
        {
            if (((size >> level) & 1) == 0) continue;
            rest[..LeafHash.Size].CopyTo(frontier.Subtree(level));
            rest = rest[LeafHash.Size..];
        }

        return frontier;
    }

    /// <summary>The frontier of the first <paramref name="size"/> leaves, read from tiles.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public static TreeFrontier FromTiles(ITileStore tiles, long size)
    {
        var reader = new TileReader(tiles, size);
        var frontier = new TreeFrontier { Size = size };
        var start = 0L;
        for (var level = MaxSubtrees - 1; level >= 0; level--)
        {
            if (((size >> level) & 1) == 0) continue;
            reader.Range(start, start + (1L << level), frontier.Subtree(level));
            start += 1L << level;
        }

        return frontier;
    }

    private Span<byte> Subtree(int level) => _subtrees.AsSpan(level * LeafHash.Size, LeafHash.Size);
}
