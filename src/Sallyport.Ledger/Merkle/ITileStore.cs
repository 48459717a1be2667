namespace Sallyport.Ledger.Merkle;

/// <summary>Where the tiles of one log are kept. Levels 0 and above only; entries are kept elsewhere.</summary>
public interface ITileStore
{
    /// <summary>Reads the first <see cref="TileCoordinate.Width"/> hashes of a tile, from this tile or from any wider one at its place: a tile only ever grows.</summary>
    /// <param name="tile">Which tile, and how many of its hashes.</param>
    /// <param name="hashes">Receives 32 bytes a hash.</param>
    /// <returns>False if they are not all there.</returns>
    bool TryRead(TileCoordinate tile, Span<byte> hashes);

    /// <summary>Keeps a tile. A narrower one at the same place may be dropped only once the full one is kept.</summary>
    void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes);
}
