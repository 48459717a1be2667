using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Ledger.Verification;

/// <summary>Compares stored tiles with the hashes that follow from the leaves, as they come by.</summary>
/// <param name="source">Holds the tiles.</param>
/// <param name="size">Leaves under the largest checkpoint: its tree's tiles must be there; beyond it none need be.</param>
/// <param name="findings">Receives what differs.</param>
internal sealed class TileChecker(ILedgerSource source, long size, Findings findings) : ITileHashSink
{
    private readonly byte[][] _hashes = [.. Enumerable.Range(0, TileCoordinate.MaxLevel + 1).Select(_ => new byte[TileCoordinate.FullWidth * LeafHash.Size])];
    private readonly long[] _counts = new long[TileCoordinate.MaxLevel + 1];
    private readonly byte[] _leafHashes = new byte[TileCoordinate.FullWidth * LeafHash.Size];
    private readonly byte[] _stored = new byte[TileCoordinate.FullWidth * LeafHash.Size];
    private TileCoordinate _leafTile; // which tile is in _leafHashes; width 0: none yet

    public void Take(int level, ReadOnlySpan<byte> hash)
    {
        var place = (int)(_counts[level]++ % TileCoordinate.FullWidth);
        hash.CopyTo(_hashes[level].AsSpan(place * LeafHash.Size));
        if (place == TileCoordinate.FullWidth - 1) Compare(level);
    }

    /// <summary>Compares the partial tiles at the right edge; to be called when the tree has the size of the checkpoint.</summary>
    public void CompareEdge()
    {
        for (var level = 0; level <= TileCoordinate.MaxLevel; level++)
            if (_counts[level] % TileCoordinate.FullWidth != 0) Compare(level);
    }

    /// <summary>The stored hash of a leaf whose record is gone. Reads each tile once.</summary>
    /// <returns>False if it is not there, or no checkpoint covers it.</returns>
    public bool TryReadLeafHash(long sequence, Span<byte> hash32)
    {
        var tile = TileCoordinate.In(size, 0, sequence / TileCoordinate.FullWidth);
        var place = (int)(sequence % TileCoordinate.FullWidth);
        if (place >= tile.Width) return false;
        if (_leafTile != tile)
        {
            if (!source.TryReadTile(tile, _leafHashes.AsSpan(0, tile.Width * LeafHash.Size))) return false;
            _leafTile = tile;
        }

        _leafHashes.AsSpan(place * LeafHash.Size, LeafHash.Size).CopyTo(hash32);
        return true;
    }

    private void Compare(int level)
    {
        var tile = TileCoordinate.In(size, level, (_counts[level] - 1) / TileCoordinate.FullWidth);
        if (tile.Width != ((_counts[level] - 1) % TileCoordinate.FullWidth) + 1) return; // beyond the checkpoint
        var stored = _stored.AsSpan(0, tile.Width * LeafHash.Size);
        var computed = _hashes[level].AsSpan(0, stored.Length);
        if (!source.TryReadTile(tile, stored))
        {
            findings.Problem(FindingCodes.TileMissing, tile.FirstLeaf, $"{tile.Path} is missing");
            return;
        }

        if (stored.SequenceEqual(computed)) return;
        var place = stored.CommonPrefixLength(computed) / LeafHash.Size;
        if (level == 0) findings.Problem(FindingCodes.LeafDiffers, tile.FirstLeaf + place, $"the record is not the one whose hash stands in {tile.Path}");
        else findings.Problem(FindingCodes.TileDiffers, tile.FirstLeaf, $"{tile.Path} does not follow from the leaves at hash {place}");
    }
}
