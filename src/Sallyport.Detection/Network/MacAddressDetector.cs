using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Network;

/// <summary>Hardware addresses: six pairs of hex digits with colons or hyphens, or three fours with full stops.</summary>
/// <remarks>Not broadcast or zero addresses; digits alone with hyphens or full stops only after a word such as MAC.</remarks>
public sealed class MacAddressDetector : AnchoredDetector
{
    private const int Paired = 17, Dotted = 14;
    private static readonly ContextWords Context = new(24, "mac", "macs", "hardware", "ethernet", "ether", "hwaddr", "physical", "bssid", "lladdr", "wlan", "bluetooth");

    /// <inheritdoc/>
    public override string Id => "mac-address";

    /// <inheritdoc/>
    public override string Label => "MAC_ADDRESS";

    /// <inheritdoc/>
    public override int Reach => LookBehind + Paired + 2;

    /// <inheritdoc/>
    public override int LookBehind => Context.LookBehind + 1;

    internal override Anchors Anchors => Anchors.Number | Anchors.Colon | Anchors.Hyphen | Anchors.Dot;

    internal override int MinDigits => 1;

    // Hyphens and full stops between digits are read with their run of digits, so the first digit may have to stand for them.
    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End))
        {
            var first = at;
            while (first > 0 && at - first < 4 && char.IsAsciiHexDigit(text[first - 1])) first--;
            var sign = text.CharAt(first + 2) == '-' ? first + 2 : text.CharAt(first + 4) == '.' ? first + 4 : -1;
            if (sign > at) TryAt(text, first, text[sign], ref findings);
        }
    }

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        var sign = text[at];
        var first = at - (sign == '.' ? 4 : 2);
        if (first < 0 || (sign != ':' && ContainsDigit(text[first..at]))) return;
        TryAt(text, first, sign, ref findings);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        var from = text.Length;
        var least = Math.Max(0, text.Length - Paired - 1);
        while (from > least && (char.IsAsciiHexDigit(text[from - 1]) || text[from - 1] is ':' or '-' or '.')) from--;
        return from;
    }

    private static void TryAt(ReadOnlySpan<char> text, int start, char sign, ref FindingSink findings)
    {
        int size = sign == '.' ? 4 : 2, length = sign == '.' ? Dotted : Paired;
        if (text.Length - start < length || text[start + size] != sign) return;
        if (text.IsWordAt(start - 1) || (text.CharAt(start - 1) == sign && text.IsWordAt(start - 2))) return;
        var end = start + length;
        if (text.IsWordAt(end) || (text.CharAt(end) == sign && text.IsWordAt(end + 1))) return;

        int letters = 0, zeros = 0, fs = 0;
        for (var i = 0; i < length; i++)
        {
            var c = text[start + i];
            if (i % (size + 1) == size)
            {
                if (c != sign) return;
                continue;
            }

            if (!char.IsAsciiHexDigit(c)) return;
            if (!char.IsAsciiDigit(c)) letters++;
            if (c == '0') zeros++;
            if (c is 'f' or 'F') fs++;
        }

        if (zeros == 12 || fs == 12) return;
        var named = Context.Precede(text, start);
        if (!named && (letters == 0 || sign == '.') && sign != ':') return;
        findings.Add(start, length, named ? Confidence.Certain : Confidence.Likely);
    }

    private static bool ContainsDigit(ReadOnlySpan<char> text) => text.ContainsAny(TextChars.Digits);
}
