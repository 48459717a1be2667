using System.Numerics;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Merkle;

/// <summary>Hashes of subtrees, computed from the tiles of a tree of one size. Keeps the tiles it has read: a proof reads a few for each level.</summary>
internal sealed class TileReader(ITileStore tiles, long size)
{
    private readonly Dictionary<(int Level, long Index), byte[]> _read = [];

    /// <summary>Writes RFC 6962's MTH(D[start:end]). The start must be a multiple of the least power of two that is no less than the length.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public void Range(long start, long end, Span<byte> hash32)
    {
        var length = end - start;
        if (length == 0)
        {
            MerkleHash.Empty(hash32);
            return;
        }

        if (BitOperations.IsPow2(length))
        {
            Subtree(BitOperations.Log2((ulong)length), start, hash32);
            return;
        }

        Span<byte> left = stackalloc byte[LeafHash.Size];
        var split = SplitOf(length);
        Range(start, start + split, left);
        Range(start + split, end, hash32);
        MerkleHash.Node(left, hash32, hash32);
    }

    /// <summary>The largest power of two less than <paramref name="length"/>: where RFC 6962 divides a tree.</summary>
    public static long SplitOf(long length) => 1L << BitOperations.Log2((ulong)(length - 1));

    private void Subtree(int height, long start, Span<byte> hash32)
    {
        var (level, inTile) = Math.DivRem(height, TileCoordinate.Height);
        var first = start >> (level * TileCoordinate.Height);
        var offset = (int)(first & (TileCoordinate.FullWidth - 1));
        Span<byte> hashes = stackalloc byte[LeafHash.Size << inTile];
        Tile(level, first >> TileCoordinate.Height).AsSpan(offset * LeafHash.Size, hashes.Length).CopyTo(hashes);
        MerkleHash.Fold(hashes);
        hashes[..LeafHash.Size].CopyTo(hash32);
    }

    private byte[] Tile(int level, long index)
    {
        if (_read.TryGetValue((level, index), out var known)) return known;
        var tile = TileCoordinate.In(size, level, index);
        var hashes = new byte[tile.Width * LeafHash.Size];
        if (!tiles.TryRead(tile, hashes)) throw new InvalidDataException($"{tile.Path} is missing");
        return _read[(level, index)] = hashes;
    }
}
