using System.Collections.Frozen;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Financial;

/// <summary>International bank account numbers: the country's length and the mod-97 check. Spaces or hyphens between groups and lower case are allowed.</summary>
public sealed class IbanDetector : AnchoredDetector
{
    private const int MaxLength = 34, MaxChars = 2 * MaxLength;

    // Country and length, from the public IBAN registry.
    private static readonly FrozenDictionary<int, int> Lengths = Parse(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 "
        + "GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 "
        + "NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    /// <inheritdoc/>
    public override string Id => "iban";

    /// <inheritdoc/>
    public override string Label => "IBAN";

    /// <inheritdoc/>
    public override int Reach => MaxChars + 3;

    /// <inheritdoc/>
    public override int LookBehind => 1;

    internal override Anchors Anchors => Anchors.Number;

    internal override int MinDigits => 2;

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        var start = run.Start - 2;
        if (start < 0 || !char.IsAsciiLetter(text[start + 1])) return;
        if (TryAt(text, start, out var end, out _)) findings.Add(start, end - start, Confidence.Certain);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        // What is open begins two letters before two digits, or so near the end that the digits may still come.
        var least = Math.Max(0, text.Length - MaxChars);
        for (var at = least; at < text.Length - 3; at++)
        {
            var gap = text[(at + 2)..].IndexOfAny(TextChars.Digits);
            if (gap < 0) break;
            at += gap;
            if (at >= text.Length - 3) break;
            _ = TryAt(text, at, out _, out var open);
            if (open) return at;
        }

        for (var at = Math.Max(least, text.Length - 3); at < text.Length; at++)
        {
            _ = TryAt(text, at, out _, out var open);
            if (open) return at;
        }

        return text.Length;
    }

    // Open if more text could still make a number of what begins here, or unmake it.
    private static bool TryAt(ReadOnlySpan<char> text, int start, out int end, out bool open)
    {
        end = start;
        open = false;
        if (!char.IsAsciiLetter(text[start]) || text.IsWordAt(start - 1)) return false;
        open = start + 1 >= text.Length;
        if (open || !char.IsAsciiLetter(text[start + 1]) || !Lengths.TryGetValue(Key(text[start], text[start + 1]), out var length)) return false;

        Span<char> compact = stackalloc char[MaxLength];
        int count = 0, i = start;
        var separator = '\0';
        while (count < length)
        {
            open = i >= text.Length;
            if (open) return false;
            var c = text[i];
            if (char.IsAsciiLetterOrDigit(c))
            {
                if (count is 2 or 3 && !char.IsAsciiDigit(c)) return false;
                compact[count++] = char.ToUpperInvariant(c);
                i++;
            }
            else if (count >= 4 && c is ' ' or '-' or '\u00A0' && (separator == '\0' || c == separator))
            {
                open = i + 1 >= text.Length;
                if (open || !char.IsAsciiLetterOrDigit(text[i + 1])) return false;
                separator = c;
                i++;
            }
            else
            {
                return false;
            }
        }

        open = i >= text.Length;
        end = i;
        return !text.IsWordAt(i) && Mod97(compact[..length]) == 1;
    }

    private static int Mod97(ReadOnlySpan<char> iban)
    {
        var rest = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = iban[(i + 4) % iban.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest;
    }

    private static int Key(char first, char second) => (char.ToUpperInvariant(first) << 8) | char.ToUpperInvariant(second);

    private static FrozenDictionary<int, int> Parse(string table) =>
        table.Split(' ').ToFrozenDictionary(e => Key(e[0], e[1]), e => int.Parse(e.AsSpan(2)));
}
