using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Verification;

/// <summary>Judges checkpoints, each when the tree has grown to its size.</summary>
internal sealed class CheckpointChecker(CheckpointPolicy policy, Findings findings)
{
    private readonly Queue<VerifiedCheckpoint> _last = new();
    private long _lastSize = -1, _lastTrustedTime;
    private string _lastText = "";

    public long Count { get; private set; }

    public IReadOnlyList<VerifiedCheckpoint> Last => [.. _last];

    public long LastTrustedSize { get; private set; }

    public long VerifiedThrough { get; private set; }

    public double LongestSeconds { get; private set; }

    /// <summary>Size of a checkpoint that can be read, whoever signed it.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> bytes, out long size)
    {
        var isOne = SignedNote.TryParse(bytes, out var note) & Checkpoint.TryParse(note?.Text ?? "", out var checkpoint);
        size = checkpoint?.Size ?? -1;
        return isOne;
    }

    /// <param name="bytes">The checkpoint as stored.</param>
    /// <param name="tree">The leaves so far; of the checkpoint's size, unless it is out of order or beyond the end.</param>
    /// <param name="lastTime">Time of the last leaf so far, in ticks.</param>
    public void Check(ReadOnlySpan<byte> bytes, TreeFrontier tree, long lastTime)
    {
        Count++;
        if (!SignedNote.TryParse(bytes, out var note))
        {
            findings.Problem(FindingCodes.BadCheckpoint, null, $"checkpoint {Count} is not a signed note");
            return;
        }

        var judged = policy.Judge(note);
        if (judged.Checkpoint is not { } checkpoint)
        {
            findings.Problem(FindingCodes.BadCheckpoint, null, $"checkpoint {Count} is {judged.Problem}");
            return;
        }

        var before = findings.ProblemCount;
        if (judged.Problem is not null) findings.Problem(FindingCodes.BadCheckpoint, checkpoint.Size, $"the checkpoint of size {checkpoint.Size} cannot be believed: {judged.Problem}");
        if (checkpoint.Size < _lastSize || (checkpoint.Size == _lastSize && note.Text != _lastText))
            findings.Problem(FindingCodes.CheckpointOrder, checkpoint.Size, $"the checkpoint of size {checkpoint.Size} follows one of size {_lastSize}");
        else if (checkpoint.Size > tree.Size)
            findings.Problem(FindingCodes.CheckpointBeyondEnd, tree.Size, $"a checkpoint speaks of {checkpoint.Size} leaves, and there are {tree.Size}");
        else if (!checkpoint.Root.Span.SequenceEqual(tree.Root()))
            findings.Problem(FindingCodes.WrongRoot, checkpoint.Size, $"the checkpoint of size {checkpoint.Size} has another root than the leaves");
        (_lastSize, _lastText) = (Math.Max(_lastSize, checkpoint.Size), note.Text);

        var holds = findings.ProblemCount == before;
        if (judged.IsSigned && !judged.IsTrusted) findings.Warning(FindingCodes.NoQuorum, checkpoint.Size, $"{judged.Witnesses.Count} of {judged.Quorum} witnesses cosigned the checkpoint of size {checkpoint.Size}");
        if (holds && judged.IsTrusted) Trust(checkpoint.Size, lastTime);
        _last.Enqueue(new VerifiedCheckpoint(checkpoint.Size, holds, holds && judged.IsTrusted, [.. judged.Witnesses.Select(w => w.Witness)]));
        if (_last.Count > LedgerVerifier.MostListed) _last.Dequeue();
    }

    /// <summary>Seconds from the last trusted checkpoint to a time.</summary>
    public double SecondsSinceTrusted(long ticks) => _lastTrustedTime == 0 ? 0 : Math.Max(0, (ticks - _lastTrustedTime) / (double)TimeSpan.TicksPerSecond);

    private void Trust(long size, long lastTime)
    {
        LongestSeconds = Math.Max(LongestSeconds, SecondsSinceTrusted(lastTime));
        (LastTrustedSize, _lastTrustedTime) = (size, lastTime);
        if (findings.ProblemCount == 0) VerifiedThrough = size;
    }
}
