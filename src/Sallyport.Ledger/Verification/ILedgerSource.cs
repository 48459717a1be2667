using Sallyport.Ledger.Merkle;

namespace Sallyport.Ledger.Verification;

/// <summary>A log to be judged: an archive, or a database. It hands out what is stored and vouches for nothing.</summary>
/// <remarks>A source that finds its own storage damaged throws <see cref="InvalidDataException"/> with a sentence that names the place; the verifier reports it.</remarks>
public interface ILedgerSource
{
    /// <summary>Leaves stored now, tombstones included. May grow while the log is being judged; what is added then is left out.</summary>
    long Size { get; }

    /// <summary>All leaves in order from 0, in batches of any size.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    IAsyncEnumerable<IReadOnlyList<StoredLeaf>> ReadLeavesAsync(CancellationToken cancellation);

    /// <summary>Reads the first <see cref="TileCoordinate.Width"/> hashes of a tile, as <see cref="ITileStore.TryRead"/> does.</summary>
    bool TryReadTile(TileCoordinate tile, Span<byte> hashes);

    /// <summary>Every signed checkpoint that is kept, the smallest tree first, as stored.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadCheckpointsAsync(CancellationToken cancellation);
}
