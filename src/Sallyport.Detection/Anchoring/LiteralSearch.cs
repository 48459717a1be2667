using System.Buffers;

namespace Sallyport.Detection.Anchoring;

/// <summary>One multi-string search. Fast while it has few needles of at least three chars whose fronts are rare in prose.</summary>
internal sealed class LiteralSearch
{
    private readonly SearchValues<string> _strings;
    private readonly AnchorLiteral[]?[] _byFirstChar = new AnchorLiteral[128][];
    private readonly StringComparison _comparison;
    private readonly bool _anyCase;

    private LiteralSearch(AnchorLiteral[] literals, StringComparison comparison)
    {
        _comparison = comparison;
        _anyCase = comparison == StringComparison.OrdinalIgnoreCase;
        _strings = SearchValues.Create([.. literals.Select(l => l.Text).Distinct(StringComparer.FromComparison(comparison))], comparison);
        foreach (var group in literals.GroupBy(l => Fold(l.Text[0]))) _byFirstChar[group.Key] = [.. group];
    }

    public static LiteralSearch? Create(IEnumerable<AnchorLiteral> literals, StringComparison comparison)
    {
        var all = literals.ToArray();
        return all.Length == 0 ? null : new LiteralSearch(all, comparison);
    }

    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings, int only)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var gap = text[at..].IndexOfAny(_strings);
            if (gap < 0) return;
            at += gap;
            var first = Fold(text[at]);
            var literals = first < 128 ? _byFirstChar[first] : null;
            foreach (ref readonly var literal in literals.AsSpan())
            {
                if (!text[at..].StartsWith(literal.Text, _comparison)) continue;
                findings.Detector = only < 0 ? literal.Index : only;
                literal.Detector.AtLiteral(text, at, literal.Text, literal.Literal, ref findings);
            }
        }
    }

    private char Fold(char c) => _anyCase ? char.ToLowerInvariant(c) : c;
}
