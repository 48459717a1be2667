using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Proofs;

namespace Sallyport.Control.Evidence;

/// <summary>Proves a record to an administrator, who need not wait for the next checkpoint.</summary>
public sealed class AuditProofs(ILedgerStore ledger, LeafProver prover, Checkpointer checkpointer)
{
    /// <summary>Proves one record. If no checkpoint covers it yet, one is made.</summary>
    /// <returns>The proof with the record; or 404 <c>record_not_found</c>, 500 <c>log_damaged</c>.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<ProvenRecord>> ProveAsync(long sequence, CancellationToken cancellation)
    {
        if (sequence < 0 || sequence >= await ledger.SizeAsync(cancellation)) return new Problem("record_not_found", 404, "The log has no record of this number.");
        try
        {
            if (await prover.FindAsync(sequence, cancellation) is { } proven) return proven;
            var made = await checkpointer.CheckpointAsync(cancellation);
            return await prover.FindAsync(sequence, cancellation) ?? throw new InvalidDataException($"The checkpoint of {made.Size} leaves is gone.");
        }
        catch (InvalidDataException e)
        {
            return new Problem("log_damaged", 500, e.Message + " Run sallyport audit verify.");
        }
    }
}
