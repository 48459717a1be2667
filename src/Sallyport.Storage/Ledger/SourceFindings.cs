using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;

namespace Sallyport.Storage.Ledger;

/// <summary>What a database's own bookkeeping gets wrong; the first of it, since a broken column is broken in every row.</summary>
internal sealed class SourceFindings
{
    private readonly List<VerificationFinding> _ofLeaves = [], _ofCheckpoints = [];

    public IReadOnlyList<VerificationFinding> All => [.. _ofLeaves, .. _ofCheckpoints];

    /// <summary>The leaves are read again from the start.</summary>
    public void Clear() => _ofLeaves.Clear();

    public void Add(VerificationFinding finding)
    {
        if (_ofLeaves.Count < LedgerVerifier.MostListed) _ofLeaves.Add(finding);
    }

    /// <summary>Notes a checkpoint that is kept under another size than its own. Checkpoints are read more than once, so each is noted once.</summary>
    public void CompareSize(long size, ReadOnlySpan<byte> bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint) || checkpoint.Size == size) return;
        var finding = new VerificationFinding(FindingCodes.IndexDiffers, size, $"the checkpoint of {checkpoint.Size} leaves is kept as one of {size}");
        if (_ofCheckpoints.Count < LedgerVerifier.MostListed && !_ofCheckpoints.Contains(finding)) _ofCheckpoints.Add(finding);
    }
}
