using System.Buffers;

namespace Sallyport.Detection.Injection;

/// <summary>Which characters are invisible, and which neighbours excuse them.</summary>
internal static class InvisibleChars
{
    /// <summary>All that may be invisible, with the high surrogate that leads to tags and supplementary selectors.</summary>
    private const char First = '\u034F'; // of the suspects
    private const int Hops = 8, Stretch = 512;

    public static readonly SearchValues<char> Suspects = SearchValues.Create(
        "\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180E\u180F\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E"
        + "\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069\u206A\u206B\u206C\u206D\u206E\u206F\u3164\uFEFF\uFFA0\uFFF9\uFFFA\uFFFB"
        + "\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F\uDB40");

    /// <summary>The first suspect, or -1. Text in Latin letters is skipped several times as fast as the search for a set of chars goes.</summary>
    public static int NextSuspect(ReadOnlySpan<char> text)
    {
        for (int at = 0, hops = 0; at < text.Length;)
        {
            var gap = text[at..].IndexOfAnyInRange(First, char.MaxValue);
            if (gap < 0) return -1;
            at += gap;
            if (++hops <= Hops)
            {
                if (Suspects.Contains(text[at])) return at;
                at++;
                continue;
            }

            // Many other letters: another script, or typeset text.
            var length = Math.Min(Stretch, text.Length - at);
            var found = text.Slice(at, length).IndexOfAny(Suspects);
            if (found >= 0) return at + found;
            (at, hops) = (at + length, 0);
        }

        return -1;
    }

    public static bool IsInvisible(char c) => !char.IsSurrogate(c) && Suspects.Contains(c);

    public static bool IsTag(int point) => point is >= 0xE0000 and <= 0xE007F;

    public static bool IsSupplementarySelector(int point) => point is >= 0xE0100 and <= 0xE01EF;

    public static bool IsJoiner(char c) => c is '\u200C' or '\u200D';

    public static bool UsesJoiners(char c) => c is >= '\u0600' and <= '\u07BF' or >= '\u08A0' and <= '\u0DFF' or >= '\u0F00' and <= '\u109F'
        or >= '\u1780' and <= '\u17FF' or >= '\u1800' and <= '\u18AF' or >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    public static bool IsRightToLeft(char c) => c is >= '\u0590' and <= '\u08FF' and not '\u061C' or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    public static bool IsMongolian(char c) => c is >= '\u1810' and <= '\u18AF';

    public static bool IsHangulJamo(char c) => c is >= '\u1100' and <= '\u11FF' and not '\u115F' and not '\u1160';

    public static bool IsIdeograph(char c) => c is >= '\u2E80' and <= '\u2FDF' or >= '\u3007' and <= '\u3007' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';

    /// <summary>Pictures, arrows, mathematical signs: what a presentation selector may follow.</summary>
    public static bool IsSymbol(char c) => c is '\u00A9' or '\u00AE' or '\u203C' or '\u2049' or >= '\u2100' and <= '\u2BFF' or '\u3030' or '\u303D' or '\u3297' or '\u3299';
}
