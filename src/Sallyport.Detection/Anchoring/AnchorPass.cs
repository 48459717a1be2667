using System.Buffers;

namespace Sallyport.Detection.Anchoring;

/// <summary>Finds the anchors of many detectors with two vectorized passes and calls each detector only where its anchor stands.</summary>
internal sealed class AnchorPass
{
    private readonly Entry[] _numbers;
    private readonly Entry[] _ats;
    private readonly Entry[] _colons;
    private readonly Entry[] _equals;
    private readonly SearchValues<char>? _chars;
    private readonly SearchValues<string>? _strings;
    private readonly Literal[]?[] _byFirstChar = new Literal[128][];

    public AnchorPass(IEnumerable<(AnchoredDetector Detector, int Index)> detectors)
    {
        var all = detectors.Select(d => new Entry(d.Detector, d.Index)).ToArray();
        _numbers = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.Number))];
        _ats = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.At))];
        _colons = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.Colon))];
        _equals = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.EqualsSign))];

        var chars = (_numbers.Length > 0 ? "0123456789" : "") + (_ats.Length > 0 ? "@" : "") + (_colons.Length > 0 ? ":" : "") + (_equals.Length > 0 ? "=" : "");
        if (chars.Length > 0) _chars = SearchValues.Create(chars);

        var literals = all.SelectMany(e => e.Detector.Literals.Select((text, i) => new Literal(text, e, i))).ToArray();
        if (literals.Length == 0) return;
        _strings = SearchValues.Create([.. literals.Select(l => l.Text).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
        foreach (var group in literals.GroupBy(l => char.ToLowerInvariant(l.Text[0])))
            _byFirstChar[group.Key] = [.. group];
    }

    /// <param name="only">The index to stamp on findings when the pass serves a single detector; -1 to use each detector's own.</param>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings, int only = -1)
    {
        if (_chars is not null) ScanChars(text, ref findings, only);
        if (_strings is not null) ScanStrings(text, ref findings, only);
    }

    private void ScanChars(ReadOnlySpan<char> text, ref FindingSink findings, int only)
    {
        for (var at = 0; at < text.Length;)
        {
            var gap = text[at..].IndexOfAny(_chars!);
            if (gap < 0) return;
            at += gap;
            switch (text[at])
            {
                case '@':
                    Call(_ats, text, at++, ref findings, only);
                    break;
                case ':':
                    Call(_colons, text, at++, ref findings, only);
                    break;
                case '=':
                    Call(_equals, text, at++, ref findings, only);
                    break;
                default:
                    var run = NumberRun.Read(text, at);
                    foreach (ref readonly var entry in _numbers.AsSpan())
                    {
                        if (run.Digits < entry.MinDigits) continue;
                        findings.Detector = only < 0 ? entry.Index : only;
                        entry.Detector.AtNumber(text, run, ref findings);
                    }

                    at = run.End;
                    break;
            }
        }
    }

    private void ScanStrings(ReadOnlySpan<char> text, ref FindingSink findings, int only)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var gap = text[at..].IndexOfAny(_strings!);
            if (gap < 0) return;
            at += gap;
            var first = text[at];
            var literals = first < 128 ? _byFirstChar[char.ToLowerInvariant(first)] : null;
            if (literals is null) continue;
            foreach (ref readonly var literal in literals.AsSpan())
            {
                if (!text[at..].StartsWith(literal.Text, StringComparison.OrdinalIgnoreCase)) continue;
                findings.Detector = only < 0 ? literal.Entry.Index : only;
                literal.Entry.Detector.AtLiteral(text, at, literal.Index, ref findings);
            }
        }
    }

    private static void Call(Entry[] entries, ReadOnlySpan<char> text, int at, ref FindingSink findings, int only)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            findings.Detector = only < 0 ? entry.Index : only;
            entry.Detector.AtChar(text, at, ref findings);
        }
    }

    private readonly record struct Entry(AnchoredDetector Detector, int Index)
    {
        public int MinDigits { get; } = Detector.MinDigits;
    }

    private readonly record struct Literal(string Text, Entry Entry, int Index);
}
