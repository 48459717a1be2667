using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection;

/// <summary>A built-in detector whose findings all hang on a group of digits: one decision for each group, made from the text around it.</summary>
public abstract class NumberAnchoredDetector : AnchoredDetector
{
    private protected NumberAnchoredDetector()
    {
    }

    internal sealed override Anchors Anchors => Anchors.Number;

    /// <summary>Most chars that a decision reads from the first digit of its group on.</summary>
    private protected abstract int Ahead { get; }

    /// <summary>Decides what the digits at <paramref name="at"/> are part of. Reads forward through <paramref name="look"/> alone.</summary>
    private protected abstract void Decide(ref Lookahead look, int at, ref Pieces found);

    /// <summary>First index of trailing text, without digits, in which a finding may begin whose digits are still to come.</summary>
    private protected abstract int WordsOpenFrom(ReadOnlySpan<char> text);

    internal sealed override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End))
        {
            var look = new Lookahead(text, at + Ahead);
            var found = new Pieces { Earliest = at };
            Decide(ref look, at, ref found);
            for (var i = 0; i < found.Count; i++)
            {
                var piece = found[i];
                findings.Add(piece.Start, piece.End - piece.Start, piece.Confidence, piece.Kind);
            }
        }
    }

    /// <inheritdoc/>
    public sealed override int OpenFrom(ReadOnlySpan<char> text)
    {
        var open = WordsOpenFrom(text);
        for (var at = Math.Max(0, text.Length - Ahead - 1); at < open; at++)
        {
            if (!text.IsDigitAt(at) || text.IsDigitAt(at - 1)) continue;
            var look = new Lookahead(text, at + Ahead);
            var found = new Pieces { Earliest = at };
            Decide(ref look, at, ref found);
            if (look.AskedForMore) open = Math.Min(open, found.Earliest);
        }

        return Math.Max(0, open);
    }
}
