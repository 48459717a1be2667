using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Gateway.Audit;

/// <summary>The tiles of a log, for who walks its tree. What is written is only collected: the store takes it together with the checkpoint.</summary>
public sealed class LedgerTiles(ILedgerStore ledger) : ITileStore
{
    private readonly Dictionary<(int Level, long Index), byte[]> _written = [];

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<StoredTile> Written => [.. _written.Select(t => new StoredTile(t.Key.Level, t.Key.Index, t.Value))];

    public bool TryRead(TileCoordinate tile, Span<byte> hashes)
    {
        var length = tile.Width * LeafHash.Size;
        var stored = _written.TryGetValue((tile.Level, tile.Index), out var own) ? own : ledger.FindTile(tile.Level, tile.Index);
        if (stored is not { } found || found.Length < length) return false;
        found.Span[..length].CopyTo(hashes);
        return true;
    }

    public void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes) => _written[(tile.Level, tile.Index)] = hashes.ToArray();
}
