using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Tests.Ledger;

/// <summary>Tiles by place; a wider tile replaces a narrower one.</summary>
internal sealed class MemoryTiles : ITileStore
{
    public Dictionary<(int Level, long Index), byte[]> Kept { get; } = [];

    public bool TryRead(TileCoordinate tile, Span<byte> hashes)
    {
        if (!Kept.TryGetValue((tile.Level, tile.Index), out var kept) || kept.Length < hashes.Length) return false;
        kept.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    public void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length != tile.Width * LeafHash.Size) throw new ArgumentException("width and bytes differ", nameof(hashes));
        Kept[(tile.Level, tile.Index)] = hashes.ToArray();
    }
}
