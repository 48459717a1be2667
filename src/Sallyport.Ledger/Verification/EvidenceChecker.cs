using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Verification;

/// <summary>Compares a log with checkpoints of it that are kept outside. Finds what no look at the log alone can: that it was cut back to an earlier state of itself.</summary>
/// <remarks>Each of them must be among the checkpoints that the log keeps; whether those fit its leaves is for <see cref="LedgerVerifier"/> to say. Read the outside first, then the log: a log only grows.</remarks>
public static class EvidenceChecker
{
    /// <param name="source">The log.</param>
    /// <param name="policy">Whom to believe.</param>
    /// <param name="outside">In any order.</param>
    /// <param name="cancellation">Stops the comparing.</param>
    public static async Task<EvidenceReport> CompareAsync(ILedgerSource source, CheckpointPolicy policy, IReadOnlyList<OutsideCheckpoint> outside, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(outside);
        var findings = new Findings();
        var wanted = new SortedDictionary<long, List<(string Place, string Text)>>();
        foreach (var (place, bytes) in outside)
        {
            var judged = SignedNote.TryParse(bytes.Span, out var note) ? policy.Judge(note) : null;
            if (judged is not { Checkpoint: { } checkpoint, IsSigned: true }) findings.Problem(FindingCodes.BadEvidence, null, $"what {place} holds is {judged?.Problem ?? "not a signed note"}");
            else if (wanted.TryGetValue(checkpoint.Size, out var same)) same.Add((place, note!.Text));
            else wanted.Add(checkpoint.Size, [(place, note!.Text)]);
        }

        var kept = await KeptAsync(source, wanted, cancellation);
        var largest = wanted.Count == 0 ? 0 : wanted.Keys.Last();
        foreach (var (size, statements) in wanted)
        {
            foreach (var (place, text) in statements)
            {
                if (size > source.Size) findings.Problem(FindingCodes.Rewound, source.Size, $"{place} holds a checkpoint of {size} leaves and the log has {source.Size}: {size - source.Size} are missing");
                else if (!kept.TryGetValue(size, out var own)) findings.Problem(FindingCodes.CheckpointMissing, size, $"{place} holds a checkpoint of {size} leaves that the log no longer keeps");
                else if (own != text) findings.Problem(FindingCodes.EvidenceDiffers, size, $"{place} holds another checkpoint of {size} leaves than the log");
            }
        }

        return new EvidenceReport(outside.Count, largest, Math.Max(0, largest - source.Size), findings.ProblemCount, findings.Problems);
    }

    private static async Task<Dictionary<long, string>> KeptAsync(ILedgerSource source, SortedDictionary<long, List<(string Place, string Text)>> wanted, CancellationToken cancellation)
    {
        var kept = new Dictionary<long, string>();
        if (wanted.Count == 0) return kept;
        try
        {
            await foreach (var bytes in source.ReadCheckpointsAsync(cancellation))
                if (CheckpointChecker.TryReadSize(bytes.Span, out var size) && wanted.ContainsKey(size) && SignedNote.TryParse(bytes.Span, out var note)) kept[size] = note.Text;
        }
        catch (InvalidDataException)
        {
            // the verifier reports it
        }

        return kept;
    }
}
