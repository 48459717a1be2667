using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Verification;

/// <summary>Judges a whole log in one pass: every leaf, tile and checkpoint. Believes nothing but the keys of the policy.</summary>
/// <remarks>
/// Memory does not grow with the log but for two bits a leaf (intents) and the stretches of tombstones. What cannot be found: a log cut back to an earlier
/// trusted checkpoint, for which one must know a later one; and changes after the last trusted checkpoint by somebody who has the log's key. The report prints that window.
/// </remarks>
public static class LedgerVerifier
{
    /// <summary>How many problems, warnings and checkpoints a report lists; all are counted.</summary>
    public const int MostListed = 100;

    /// <summary>Judges a log.</summary>
    /// <param name="source">The log.</param>
    /// <param name="policy">Whom to believe.</param>
    /// <param name="cancellation">Stops the judging.</param>
    public static async Task<VerificationReport> VerifyAsync(ILedgerSource source, CheckpointPolicy policy, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(policy);
        var size = source.Size;
        var findings = new Findings();
        var covered = await LargestCheckpointAsync(source, size, findings, cancellation);
        var (pruned, tree) = (new PrunedRanges(), new TreeFrontier());
        var (leaves, tiles, checkpoints) = (new LeafChecker(findings, pruned), new TileChecker(source, covered, findings), new CheckpointChecker(policy, findings));

        await using var heads = source.ReadCheckpointsAsync(cancellation).GetAsyncEnumerator(cancellation);
        var head = await NextAsync(heads);
        try
        {
            await foreach (var batch in source.ReadLeavesAsync(cancellation))
            {
                foreach (var leaf in batch)
                {
                    if (tree.Size == size) break; // added while the log is being judged
                    while (head is { } due && due.Size <= tree.Size) head = await CheckAsync(due.Bytes);
                    if (!TakeLeaf(leaf)) goto End;
                }
            }

            if (tree.Size < size) findings.Problem(FindingCodes.LeavesMissing, tree.Size, $"the log has {size} leaves and gives {tree.Size}");
        }
        catch (InvalidDataException e)
        {
            findings.Problem(FindingCodes.Unreadable, tree.Size, e.Message);
        }

    End:
        while (head is { } left)
        {
            var isNew = left.Size > size && left.Size <= source.Size; // signed while the log was being judged, like the leaves it covers
            head = isNew ? await NextAsync(heads) : await CheckAsync(left.Bytes);
        }

        foreach (var (from, to) in pruned.Unexplained()) findings.Problem(FindingCodes.UnexplainedTombstone, from, $"the records {from} to {to} are gone and no record of type audit.pruned allows it");
        if (checkpoints.Count == 0) findings.Warning(FindingCodes.NoCheckpoint, null, "the log has no checkpoint: only the chain of hashes holds its records");
        var open = checkpoints.SecondsSinceTrusted(leaves.LastTime);
        return new VerificationReport(policy.Origin, size, checkpoints.VerifiedThrough, size - covered, pruned.Count, leaves.OpenIntents, checkpoints.Count, checkpoints.Last,
            new OpenWindow(size - checkpoints.LastTrustedSize, open, Math.Max(open, checkpoints.LongestSeconds)), findings.ProblemCount, findings.Problems, findings.WarningCount, findings.Warnings);

        async ValueTask<(long Size, ReadOnlyMemory<byte> Bytes)?> CheckAsync(ReadOnlyMemory<byte> bytes)
        {
            checkpoints.Check(bytes.Span, tree, leaves.LastTime);
            return await NextAsync(heads);
        }

        bool TakeLeaf(StoredLeaf leaf)
        {
            if (leaf.Sequence != tree.Size)
            {
                findings.Problem(FindingCodes.LeavesMissing, tree.Size, $"leaf {leaf.Sequence} is stored where leaf {tree.Size} should be");
                return false;
            }

            if (!leaf.IsTombstone) leaves.Check(leaf.Sequence, leaf.Json.Span);
            else if (!TakeTombstone(leaf.Sequence)) return false;
            tree.Add(leaves.LastHash, tiles);
            if (tree.Size == covered) tiles.CompareEdge();
            return true;
        }

        bool TakeTombstone(long sequence)
        {
            pruned.Meet(sequence);
            if (tiles.TryReadLeafHash(sequence, leaves.LastHash)) return true;
            findings.Problem(FindingCodes.TileMissing, sequence, "the record is gone and so is its hash; what follows cannot be judged");
            return false;
        }

        async ValueTask<(long Size, ReadOnlyMemory<byte> Bytes)?> NextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> enumerator)
        {
            try
            {
                if (!await enumerator.MoveNextAsync()) return null;
            }
            catch (InvalidDataException)
            {
                return null; // reported by the first pass
            }

            var bytes = enumerator.Current;
            return CheckpointChecker.TryReadSize(bytes.Span, out var stated) ? (stated, bytes) : (-1, bytes);
        }
    }

    /// <summary>How far tiles must be there. Unsigned yet: a forged checkpoint can only make the verifier ask for more.</summary>
    private static async Task<long> LargestCheckpointAsync(ILedgerSource source, long size, Findings findings, CancellationToken cancellation)
    {
        var largest = 0L;
        try
        {
            await foreach (var bytes in source.ReadCheckpointsAsync(cancellation))
                if (CheckpointChecker.TryReadSize(bytes.Span, out var stated) && stated <= size) largest = Math.Max(largest, stated);
        }
        catch (InvalidDataException e)
        {
            findings.Problem(FindingCodes.Unreadable, null, e.Message);
        }

        return largest;
    }
}
