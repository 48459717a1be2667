using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>Finds the format of a key by its front: by a literal up to its first hyphen or underscore, or by the first two chars of the key.</summary>
internal sealed class FormatTable
{
    private const int Slots = 16_384;
    private static readonly SearchValues<char> Alnum = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private readonly Entry[][] _byLiteral;
    private readonly Entry[]?[] _byFront = new Entry[Slots][];

    public FormatTable(IReadOnlyList<SecretFormat> formats)
    {
        Kinds = [.. formats.Select(f => f.Kind).Concat(Webhooks.Kinds).Distinct()];
        var entries = formats.Select(f => new Entry(f, KindOf(f.Kind))).ToArray();
        var literals = entries.Select(e => (Head: Head(e.Format.Anchor), Entry: e)).Where(e => e.Head is not null).GroupBy(e => e.Head!).ToArray();
        Literals = [.. literals.Select(g => g.Key)];
        _byLiteral = [.. literals.Select(g => Order(g.Select(e => e.Entry)))];
        foreach (var group in entries.Where(e => Head(e.Format.Anchor) is null).GroupBy(e => Slot(e.Format.Anchor[0], e.Format.Anchor[1]))) _byFront[group.Key] = Order(group);
    }

    public string[] Kinds { get; }

    /// <summary>The literals at which <see cref="TryReadLiteral"/> is to be called.</summary>
    public string[] Literals { get; }

    public ushort KindOf(string kind) => (ushort)Array.IndexOf(Kinds, kind);

    /// <summary>Reads a key at <paramref name="at"/>, where the literal of this index stands.</summary>
    public bool TryReadLiteral(ReadOnlySpan<char> text, int at, int literal, out int end, out ushort kind, out Confidence confidence) =>
        TryRead(_byLiteral[literal], text, at, out end, out kind, out confidence);

    /// <summary>Reads a key of any format that begins at <paramref name="at"/>.</summary>
    public bool TryReadAt(ReadOnlySpan<char> text, int at, out int end, out ushort kind, out Confidence confidence)
    {
        (end, kind, confidence) = (0, 0, default);
        return at + 1 < text.Length && _byFront[Slot(text[at], text[at + 1])] is { } entries && TryRead(entries, text, at, out end, out kind, out confidence);
    }

    private static bool TryRead(Entry[] entries, ReadOnlySpan<char> text, int at, out int end, out ushort kind, out Confidence confidence)
    {
        (kind, confidence) = (0, default);
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (!text[at..].StartsWith(entry.Format.Anchor) || !entry.Format.TryRead(text, at, out end)) continue;
            (kind, confidence) = (entry.Kind, entry.Format.ConfidenceIn(text[at..end]));
            return true;
        }

        end = at;
        return false;
    }

    // The front up to the first sign, as the shared pass can find it; the two access keys of AWS may do without a digit.
    private static string? Head(string anchor)
    {
        if (anchor is "AKIA" or "ASIA" || anchor.StartsWith("hooks.", StringComparison.Ordinal)) return anchor;
        var sign = anchor.AsSpan().IndexOfAny('-', '_');
        return sign is >= 2 and <= 11 && anchor.AsSpan(0, sign).IndexOfAnyExcept(Alnum) < 0 && (anchor[sign] == '_' || char.IsAsciiLetter(anchor[sign - 1])) ? anchor[..(sign + 1)] : null;
    }

    private static Entry[] Order(IEnumerable<Entry> entries) => [.. entries.OrderByDescending(e => e.Format.Anchor.Length)];

    private static int Slot(char first, char second) => ((first << 7) | (second & 127)) & (Slots - 1);

    private readonly record struct Entry(SecretFormat Format, ushort Kind);
}
