using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Merkle;

/// <summary>Puts appended leaves into tiles.</summary>
public static class TileWriter
{
    /// <summary>Writes every tile that is new or wider after some leaves were appended, lowest level first. Doing it again, after a crash, writes the same tiles.</summary>
    /// <param name="tiles">Holds the tiles of the tree as it was.</param>
    /// <param name="size">Leaves in the tree as it was.</param>
    /// <param name="leafHashes">Hashes of the appended leaves, 32 bytes each.</param>
    /// <returns>The tiles written.</returns>
    /// <exception cref="InvalidDataException">A tile of the tree as it was is missing.</exception>
    public static IReadOnlyList<TileCoordinate> Append(ITileStore tiles, long size, ReadOnlySpan<byte> leafHashes)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (leafHashes.Length % LeafHash.Size != 0) throw new ArgumentException("not a whole number of hashes", nameof(leafHashes));

        var written = new List<TileCoordinate>();
        var added = leafHashes;
        for (var level = 0; !added.IsEmpty; level++) added = AppendLevel(tiles, level, TileCoordinate.HashesAt(level, size), added, written);
        return written;
    }

    /// <returns>Hashes for the level above: one for each tile that became full.</returns>
    private static byte[] AppendLevel(ITileStore tiles, int level, long count, ReadOnlySpan<byte> added, List<TileCoordinate> written)
    {
        var tile = new byte[TileCoordinate.FullWidth * LeafHash.Size];
        var width = (int)(count % TileCoordinate.FullWidth);
        var index = count / TileCoordinate.FullWidth;
        var above = new List<byte>();
        if (width > 0)
        {
            var begun = new TileCoordinate(level, index, width);
            if (!tiles.TryRead(begun, tile.AsSpan(0, width * LeafHash.Size))) throw new InvalidDataException($"{begun.Path} is missing");
        }

        for (; !added.IsEmpty; index++, width = 0)
        {
            var taken = Math.Min(TileCoordinate.FullWidth - width, added.Length / LeafHash.Size);
            added[..(taken * LeafHash.Size)].CopyTo(tile.AsSpan(width * LeafHash.Size));
            added = added[(taken * LeafHash.Size)..];
            var coordinate = new TileCoordinate(level, index, width + taken);
            tiles.Write(coordinate, tile.AsSpan(0, coordinate.Width * LeafHash.Size));
            written.Add(coordinate);
            if (!coordinate.IsFull) break;
            MerkleHash.Fold(tile);
            above.AddRange(tile.AsSpan(0, LeafHash.Size));
        }

        return [.. above];
    }
}
