namespace Sallyport.Detection.Anchoring;

/// <summary>Literals that have two to eleven letters or digits and then a hyphen or underscore, found by the chars before that sign.</summary>
internal sealed class PrefixTable
{
    private const int Slots = 4_096;
    private readonly ushort[] _slots = new ushort[Slots];
    private readonly AnchorLiteral[][] _buckets;

    public PrefixTable(AnchorLiteral[] literals)
    {
        var groups = literals.GroupBy(l => Slot(l.Text.AsSpan(0, Sign(l.Text) + 1))).ToArray();
        if (groups.Length > ushort.MaxValue) throw new ArgumentException("Too many prefixes for one table.", nameof(literals));
        _buckets = new AnchorLiteral[groups.Length + 1][];
        _buckets[0] = [];
        for (var i = 0; i < groups.Length; i++)
        {
            _slots[groups[i].Key] = (ushort)(i + 1);
            _buckets[i + 1] = [.. groups[i]];
        }
    }

    /// <summary>True if the table can find this literal. The char before the sign is a letter if the sign is a hyphen: digits and hyphens are read as numbers.</summary>
    public static bool Takes(string literal)
    {
        var sign = Sign(literal);
        return sign is >= 2 and <= 11 && literal.AsSpan(0, sign).IndexOfAnyExcept(Words) < 0 && (literal[sign] == '_' || char.IsAsciiLetter(literal[sign - 1]));
    }

    /// <summary>Calls the detectors whose literal has its first sign at <paramref name="sign"/>.</summary>
    public void Scan(ReadOnlySpan<char> text, int sign, ref FindingSink findings, int only)
    {
        if (sign < 2) return;
        var bucket = _slots[Slot(text.Slice(sign - 2, 3))];
        if (bucket == 0) return;
        foreach (ref readonly var literal in _buckets[bucket].AsSpan())
        {
            var at = sign - Sign(literal.Text);
            if (at < 0 || !text[at..].StartsWith(literal.Text)) continue;
            findings.Detector = only < 0 ? literal.Index : only;
            literal.Detector.AtLiteral(text, at, literal.Text, literal.Literal, ref findings);
        }
    }

    private static readonly System.Buffers.SearchValues<char> Words = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static int Sign(string literal) => literal.AsSpan().IndexOfAny('-', '_');

    private static int Slot(ReadOnlySpan<char> upToSign) => ((upToSign[^3] * 61) ^ (upToSign[^2] * 7) ^ (upToSign[^1] << 9)) & (Slots - 1);
}
