using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Gateway.Audit;

/// <summary>Copies the log into an archive: what is new since the last copy, up to the last checkpoint.</summary>
public sealed class LedgerArchiver(ILedgerStore ledger)
{
    /// <summary>Leaves at a time: one whole tile of level 1, so that no half-filled files of higher levels are left behind. At about 1 KB each they are held in memory.</summary>
    private const int Chunk = TileCoordinate.FullWidth * TileCoordinate.FullWidth;

    private const int Page = 4_096;

    /// <summary>Brings an archive up to date. Cut short, it begins again where the archive's last checkpoint ends.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <returns>Leaves in the archive before and after.</returns>
    /// <exception cref="InvalidDataException">The archive is of another log, the log was rewound behind it, or one of them is damaged. The archive stays as it is.</exception>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer.</exception>
    public async Task<(long Before, long After)> UpdateAsync(string folder, CancellationToken cancellation)
    {
        var writer = new ArchiveWriter(folder);
        var before = await ContinuesAsync(folder, cancellation);
        var last = await ledger.LastCheckpointAsync(cancellation) ?? throw new InvalidDataException("The log has no checkpoint yet, so there is nothing to archive.");
        var at = before;
        while (at < last.Size)
        {
            var end = Math.Min(last.Size, (at / Chunk * Chunk) + Chunk);
            writer.Append(at, await LeavesAsync(at, end, cancellation));
            at = end;
        }

        for (var from = before; ;) // with the one that was there: it may have got more cosignatures
        {
            var checkpoints = await ledger.CheckpointsAsync(from, Page, cancellation);
            foreach (var checkpoint in checkpoints.Where(c => c.Size <= last.Size))
                writer.WriteCheckpoint(SignedNote.TryParse(checkpoint.Note.Span, out var note) ? note : throw new InvalidDataException($"The checkpoint of {checkpoint.Size} leaves is not a signed note."));
            if (checkpoints.Count < Page) return (before, last.Size);
            from = checkpoints[^1].Size + 1;
        }
    }

    /// <returns>Leaves under the archive's last checkpoint, which must be one of this log.</returns>
    private async ValueTask<long> ContinuesAsync(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, "checkpoint");
        if (!File.Exists(file)) return 0;
        if (!SignedNote.TryParse(await File.ReadAllBytesAsync(file, cancellation), out var archived) || !Checkpoint.TryParse(archived.Text, out var head)) throw new InvalidDataException($"{file} is not a checkpoint.");
        var found = await ledger.CheckpointsAsync(head.Size, 1, cancellation);
        if (found is [var own] && own.Size == head.Size && SignedNote.TryParse(own.Note.Span, out var note) && note.Text == archived.Text) return head.Size;
        throw new InvalidDataException($"The archive ends with a checkpoint of {head.Size} leaves that this log does not have: it is of another log, or the log was rewound. Verify both.");
    }

    private async ValueTask<List<ArchivedLeaf>> LeavesAsync(long from, long end, CancellationToken cancellation)
    {
        var leaves = new List<ArchivedLeaf>((int)(end - from));
        for (var at = from; at < end;)
        {
            var page = await ledger.ReadAsync(at, (int)Math.Min(Page, end - at), cancellation);
            if (page.Count == 0) throw new InvalidDataException($"Leaf {at} is not there, and a checkpoint covers it.");
            foreach (var leaf in page)
            {
                if (leaf.Sequence != at++) throw new InvalidDataException($"Leaf {at - 1} is not there, and a checkpoint covers it.");
                leaves.Add(new ArchivedLeaf(leaf.Json, HashOf(leaf)));
            }
        }

        return leaves;
    }

    private ReadOnlyMemory<byte> HashOf(StoredLeaf leaf)
    {
        var hash = new byte[LeafHash.Size];
        if (!leaf.Json.IsEmpty)
        {
            LeafHash.Compute(leaf.Json.Span, hash);
            return hash;
        }

        var (index, place) = Math.DivRem(leaf.Sequence, TileCoordinate.FullWidth);
        return ledger.FindTile(0, index) is { } tile && tile.Length >= ((int)place + 1) * LeafHash.Size
            ? tile.Slice((int)place * LeafHash.Size, LeafHash.Size)
            : throw new InvalidDataException($"The record of leaf {leaf.Sequence} is gone and so is its hash.");
    }
}
