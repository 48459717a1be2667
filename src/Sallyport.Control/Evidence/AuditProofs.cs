using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;

namespace Sallyport.Control.Evidence;

/// <summary>Makes proofs that a record is in the log, for people who do not have the log.</summary>
public sealed class AuditProofs(ILedgerStore ledger, Checkpointer checkpointer)
{
    /// <summary>How many checkpoints after a record are looked at: the one that most witnesses saw is taken, the earliest of those.</summary>
    private const int Choice = 64;

    /// <summary>Proves one record. If no checkpoint covers it yet, one is made.</summary>
    /// <returns>The proof with the record; or 404 <c>record_not_found</c>, 500 <c>log_damaged</c>.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<ProvenRecord>> ProveAsync(long sequence, CancellationToken cancellation)
    {
        if (sequence < 0 || sequence >= await ledger.SizeAsync(cancellation)) return new Problem("record_not_found", 404, "The log has no record of this number.");
        try
        {
            var covering = await ledger.CheckpointsAsync(sequence + 1, Choice, cancellation);
            if (covering.Count == 0) covering = [await checkpointer.CheckpointAsync(cancellation)];
            var note = covering.Select(c => SignedNote.TryParse(c.Note.Span, out var n) ? n : throw new InvalidDataException($"The checkpoint of {c.Size} leaves is not a signed note.")).MaxBy(n => n.Signatures.Count)!;
            var proof = await Task.Run(() => TlogProof.Create(new LedgerTiles(ledger), sequence, note), cancellation); // walks the tree, and the store blocks
            var leaves = await ledger.ReadAsync(sequence, 1, cancellation);
            return leaves is [{ } leaf] && leaf.Sequence == sequence ? new ProvenRecord(proof, leaf) : throw new InvalidDataException($"Leaf {sequence} is not there.");
        }
        catch (InvalidDataException e)
        {
            return new Problem("log_damaged", 500, e.Message + " Run sallyport audit verify.");
        }
    }
}
