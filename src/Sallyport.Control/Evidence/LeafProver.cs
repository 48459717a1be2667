using System.Text;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;

namespace Sallyport.Control.Evidence;

/// <summary>Makes inclusion proofs for leaves that the last checkpoint commits to.</summary>
public sealed class LeafProver(ILedgerStore ledger)
{
    /// <param name="sequences">At most a few thousand.</param>
    /// <returns>In the order asked for, without those that no checkpoint covers yet.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">A store gave no answer.</exception>
    /// <exception cref="InvalidDataException">The stored tree lacks a tile: verify the log.</exception>
    public async ValueTask<IReadOnlyList<LeafProof>> ProveAsync(IEnumerable<long> sequences, CancellationToken cancellation)
    {
        if (await ledger.LastCheckpointAsync(cancellation) is not { } last) return [];
        if (!SignedNote.TryParse(last.Note.Span, out var note)) throw new InvalidDataException($"The checkpoint of {last.Size} leaves is no signed note: verify the log.");
        var tiles = new KeptTiles(new LedgerTiles(ledger));
        var proofs = new List<LeafProof>();
        foreach (var sequence in sequences.Where(s => s < last.Size))
        {
            var leaves = await ledger.ReadAsync(sequence, 1, cancellation);
            var leaf = leaves.Count == 1 && leaves[0].Sequence == sequence && !leaves[0].Json.IsEmpty ? Encoding.UTF8.GetString(leaves[0].Json.Span) : null;
            proofs.Add(new LeafProof(sequence, leaf, TlogProof.Create(tiles, sequence, note).Format()));
        }

        return proofs;
    }

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
