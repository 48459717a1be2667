using System.Text;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;

namespace Sallyport.Gateway.Audit.Proofs;

/// <summary>Makes proofs that leaves are in the log, for people who do not have the log.</summary>
public sealed class LeafProver(ILedgerStore ledger)
{
    /// <summary>How many checkpoints after a record are looked at: the one that most witnesses saw is taken, the earliest of those.</summary>
    private const int Choice = 64;

    /// <summary>Proves one leaf under the checkpoint that most witnesses have seen.</summary>
    /// <returns>Null if no checkpoint covers it yet.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer.</exception>
    /// <exception cref="InvalidDataException">The stored tree lacks a tile, or a leaf is gone: verify the log.</exception>
    public async ValueTask<ProvenRecord?> FindAsync(long sequence, CancellationToken cancellation)
    {
        var covering = await ledger.CheckpointsAsync(sequence + 1, Choice, cancellation);
        if (covering.Count == 0) return null;
        return await ProveAsync(new LedgerTiles(ledger), sequence, covering.Select(NoteOf).MaxBy(n => n.Signatures.Count)!, cancellation);
    }

    /// <summary>Proves many under the last checkpoint.</summary>
    /// <param name="sequences">At most a few thousand.</param>
    /// <returns>In the order asked for, without those that no checkpoint covers yet.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">A store gave no answer.</exception>
    /// <exception cref="InvalidDataException">The stored tree lacks a tile, or a leaf is gone: verify the log.</exception>
    public async ValueTask<IReadOnlyList<LeafProof>> ProveAsync(IEnumerable<long> sequences, CancellationToken cancellation)
    {
        if (await ledger.LastCheckpointAsync(cancellation) is not { } last) return [];
        var note = NoteOf(last);
        var tiles = new KeptTiles(new LedgerTiles(ledger));
        var proofs = new List<LeafProof>();
        foreach (var sequence in sequences.Where(s => s < last.Size))
        {
            var (proof, leaf) = await ProveAsync(tiles, sequence, note, cancellation);
            proofs.Add(new LeafProof(sequence, leaf.Json.IsEmpty ? null : Encoding.UTF8.GetString(leaf.Json.Span), proof.Format()));
        }

        return proofs;
    }

    private async ValueTask<ProvenRecord> ProveAsync(ITileStore tiles, long sequence, SignedNote note, CancellationToken cancellation)
    {
        var proof = await Task.Run(() => TlogProof.Create(tiles, sequence, note), cancellation); // walks the tree, and the store blocks
        return await ledger.ReadAsync(sequence, 1, cancellation) is [{ } leaf] && leaf.Sequence == sequence ? new ProvenRecord(proof, leaf) : throw new InvalidDataException($"Leaf {sequence} is not there.");
    }

    private static SignedNote NoteOf(StoredCheckpoint checkpoint) =>
        SignedNote.TryParse(checkpoint.Note.Span, out var note) ? note : throw new InvalidDataException($"The checkpoint of {checkpoint.Size} leaves is not a signed note.");

    /// <summary>Neighbours share most of their tiles.</summary>
    private sealed class KeptTiles(ITileStore tiles) : ITileStore
    {
        private const int MostKept = 1_024;

        private readonly Dictionary<TileCoordinate, byte[]?> _kept = [];

        public bool TryRead(TileCoordinate tile, Span<byte> hashes)
        {
            if (!_kept.TryGetValue(tile, out var known))
            {
                if (_kept.Count >= MostKept) _kept.Clear();
                _kept[tile] = known = tiles.TryRead(tile, hashes) ? hashes.ToArray() : null;
            }

            known?.CopyTo(hashes);
            return known is not null;
        }

        public void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes) => throw new NotSupportedException("Proofs only read.");
    }
}
