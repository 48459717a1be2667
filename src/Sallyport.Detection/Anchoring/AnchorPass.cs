using System.Buffers;
using Sallyport.Detection.Identifiers;

namespace Sallyport.Detection.Anchoring;

/// <summary>Finds the anchors of many detectors with a few vectorized passes and calls each detector only where its anchor stands.</summary>
/// <remarks>
/// Most key formats have a short word and a hyphen or underscore in front (<c>sk-</c>, <c>ghp_</c>). Those hang on the hyphen and are told apart
/// by the two chars before it: dozens of needles in one multi-string search make it twenty times slower on prose.
/// </remarks>
internal sealed class AnchorPass
{
    private readonly Entry[] _numbers;
    private readonly Entry[] _ats;
    private readonly Entry[] _colons;
    private readonly Entry[] _equals;
    private readonly Entry[] _dots;
    private readonly Entry[] _hyphens;
    private readonly SearchValues<char>? _chars;
    private readonly LiteralSearch? _exact;
    private readonly LiteralSearch? _anyCase;
    private readonly PrefixTable? _prefixes;
    private readonly IdentifierTable? _identifiers;

    public AnchorPass(IEnumerable<(AnchoredDetector Detector, int Index)> detectors)
    {
        var all = detectors.Select(d => new Entry(d.Detector, d.Index)).ToArray();
        _numbers = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.Number))];
        _ats = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.At))];
        _colons = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.Colon))];
        _equals = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.EqualsSign))];
        _dots = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.Dot))];
        _hyphens = [.. all.Where(e => e.Detector.Anchors.HasFlag(Anchors.Hyphen))];

        var literals = all.SelectMany(e => e.Detector.Literals.Select((text, i) => new AnchorLiteral(text, e.Detector, e.Index, i))).ToArray();
        var prefixes = literals.Where(l => PrefixTable.Takes(l.Text)).ToArray();
        if (prefixes.Length > 0) _prefixes = new PrefixTable(prefixes);
        _exact = LiteralSearch.Create(literals.Where(l => !PrefixTable.Takes(l.Text)), StringComparison.Ordinal);
        _anyCase = LiteralSearch.Create(all.SelectMany(e => e.Detector.AnyCaseLiterals.Select((text, i) => new AnchorLiteral(text, e.Detector, e.Index, i))), StringComparison.OrdinalIgnoreCase);

        _identifiers = IdentifierTable.Create(all.Select(e => (e.Detector, e.Index)));
        var chars = (_numbers.Length > 0 || _identifiers is not null ? "0123456789" : "") + (_ats.Length > 0 ? "@" : "") + (_colons.Length > 0 ? ":" : "") + (_equals.Length > 0 ? "=" : "") + (_dots.Length > 0 ? "." : "") + (_prefixes is not null ? "-_" : _hyphens.Length > 0 ? "-" : "");
        if (chars.Length > 0) _chars = SearchValues.Create(chars);
    }

    /// <param name="only">The index to stamp on findings when the pass serves a single detector; -1 to use each detector's own.</param>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings, int only = -1)
    {
        if (_chars is not null) ScanChars(text, ref findings, only);
        _exact?.Scan(text, ref findings, only);
        _anyCase?.Scan(text, ref findings, only);
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
                case '.':
                    Call(_dots, text, at++, ref findings, only);
                    break;
                case '-' or '_':
                    if (text[at] == '-') Call(_hyphens, text, at, ref findings, only);
                    _prefixes?.Scan(text, at, ref findings, only);
                    at++;
                    break;
                default:
                    var run = NumberRun.Read(text, at);
                    foreach (ref readonly var entry in _numbers.AsSpan())
                    {
                        if (run.Digits < entry.MinDigits) continue;
                        findings.Detector = only < 0 ? entry.Index : only;
                        entry.Detector.AtNumber(text, run, ref findings);
                    }

                    _identifiers?.Scan(text, run, ref findings, only);
                    at = run.End;
                    break;
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
}
