using System.Runtime.CompilerServices;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Verification;

namespace Sallyport.Gateway.Audit;

/// <summary>A store's log as the verifier wants it.</summary>
public sealed class LedgerSource : ILedgerSource
{
    private const int Batch = 4_096;

    private readonly ILedgerStore _ledger;
    private readonly LedgerTiles _tiles;

    private LedgerSource(ILedgerStore ledger, long size) => (_ledger, _tiles, Size) = (ledger, new LedgerTiles(ledger), size);

    public long Size { get; }

    /// <summary>The log as long as it is now.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer; so for every member.</exception>
    public static async ValueTask<LedgerSource> OpenAsync(ILedgerStore ledger, CancellationToken cancellation) => new(ledger, await ledger.SizeAsync(cancellation));

    public async IAsyncEnumerable<IReadOnlyList<Ledger.Verification.StoredLeaf>> ReadLeavesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var at = 0L; at < Size;)
        {
            var leaves = await _ledger.ReadAsync(at, Batch, cancellation);
            if (leaves.Count == 0) yield break;
            yield return [.. leaves.Select(l => new Ledger.Verification.StoredLeaf(l.Sequence, l.Json))];
            at = leaves[^1].Sequence + 1;
        }
    }

    public bool TryReadTile(TileCoordinate tile, Span<byte> hashes) => _tiles.TryRead(tile, hashes);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadCheckpointsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var from = 0L; ;)
        {
            var checkpoints = await _ledger.CheckpointsAsync(from, Batch, cancellation);
            foreach (var checkpoint in checkpoints) yield return checkpoint.Note;
            if (checkpoints.Count < Batch) yield break;
            from = checkpoints[^1].Size + 1;
        }
    }
}
