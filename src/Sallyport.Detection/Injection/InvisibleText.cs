namespace Sallyport.Detection.Injection;

/// <summary>
/// Finds and removes characters that a reader cannot see but a model reads: zero-width, direction controls, tag characters,
/// runs of variation selectors. Joiners within emoji and within scripts that need them, flags and presentation selectors stay.
/// Soft hyphens stay too: they are ordinary in web text and hide nothing.
/// </summary>
public static class InvisibleText
{
    private const int RightToLeftReach = 16;
    private const int MaxFlagTags = 7;

    /// <summary>The first invisible character that has no business there, or -1.</summary>
    public static int IndexOf(ReadOnlySpan<char> text) => IndexOf(text, 0);

    public static bool Contains(ReadOnlySpan<char> text) => IndexOf(text) >= 0;

    /// <summary>Copies <paramref name="text"/> without them. Returns the length written, at most that of the text.</summary>
    /// <exception cref="ArgumentException"><paramref name="into"/> is shorter than what remains.</exception>
    public static int Strip(ReadOnlySpan<char> text, Span<char> into)
    {
        var written = 0;
        for (var at = 0; at <= text.Length;)
        {
            var next = IndexOf(text, at);
            var kept = text[at..(next < 0 ? text.Length : next)];
            kept.CopyTo(into[written..]);
            written += kept.Length;
            if (next < 0) break;
            at = next + (char.IsHighSurrogate(text[next]) ? 2 : 1);
        }

        return written;
    }

    /// <summary>The first one at or after <paramref name="from"/>, or -1. What stands before still decides whether a joiner belongs there.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var gap = InvisibleChars.NextSuspect(text[at..]);
            if (gap < 0) return -1;
            at += gap;
            if (char.IsHighSurrogate(text[at]))
            {
                if (at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1])) continue;
                var point = char.ConvertToUtf32(text[at], text[at + 1]);
                if (InvisibleChars.IsTag(point) && !IsFlagTag(text, at)) return at;
                if (InvisibleChars.IsSupplementarySelector(point) && !FollowsIdeograph(text, at)) return at;
                at++;
            }
            else if (IsHidden(text, at))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsHidden(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        '\uFEFF' => at > 0,
        '\u200B' => !IsUnspacedScript(Before(text, at)) && !IsUnspacedScript(After(text, at)),
        '\u200C' or '\u200D' => !JoinsLetters(text, at) && !JoinsEmoji(text, at),
        '\u200E' or '\u200F' or '\u061C' => !IsNearRightToLeft(text, at),
        >= '\uFE00' and <= '\uFE0F' => !SelectsVariant(text, at),
        >= '\u180B' and <= '\u180F' => !InvisibleChars.IsMongolian(Before(text, at)) && !InvisibleChars.IsMongolian(After(text, at)),
        '\u115F' or '\u1160' => !InvisibleChars.IsHangulJamo(Before(text, at)) && !InvisibleChars.IsHangulJamo(After(text, at)),
        _ => InvisibleChars.IsInvisible(text[at]),
    };

    private static char Before(ReadOnlySpan<char> text, int at) => at > 0 ? text[at - 1] : '\0';

    private static char After(ReadOnlySpan<char> text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private static bool IsUnspacedScript(char c) => c is >= '\u0E00' and <= '\u0EFF' or >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u17FF';

    // Arabic to Malayalam and on to Tibetan: in these, a joiner chooses between two correct spellings. One joiner, never a row of them.
    private static bool JoinsLetters(ReadOnlySpan<char> text, int at) => InvisibleChars.UsesJoiners(Before(text, at))
        && !InvisibleChars.IsJoiner(After(text, at));

    private static bool JoinsEmoji(ReadOnlySpan<char> text, int at)
    {
        var before = Before(text, at);
        var after = After(text, at);
        return text[at] == '\u200D' && (before is '\uFE0F' or '\u20E3' || char.IsLowSurrogate(before) || InvisibleChars.IsSymbol(before))
            && (char.IsHighSurrogate(after) || InvisibleChars.IsSymbol(after));
    }

    private static bool IsNearRightToLeft(ReadOnlySpan<char> text, int at)
    {
        var end = Math.Min(text.Length, at + RightToLeftReach);
        for (var i = Math.Max(0, at - RightToLeftReach); i < end; i++)
        {
            if (InvisibleChars.IsRightToLeft(text[i])) return true;
        }

        return false;
    }

    private static bool SelectsVariant(ReadOnlySpan<char> text, int at)
    {
        var before = Before(text, at);
        if (text[at] is '\uFE0E' or '\uFE0F')
        {
            return char.IsLowSurrogate(before) || InvisibleChars.IsSymbol(before) || char.IsAsciiDigit(before) || before is '#' or '*';
        }

        return InvisibleChars.IsIdeograph(before) || InvisibleChars.IsSymbol(before) || char.IsLowSurrogate(before) && !FollowsSelector(text, at);
    }

    private static bool FollowsSelector(ReadOnlySpan<char> text, int at) =>
        at >= 2 && char.IsHighSurrogate(text[at - 2]) && char.IsLowSurrogate(text[at - 1])
        && InvisibleChars.IsSupplementarySelector(char.ConvertToUtf32(text[at - 2], text[at - 1]));

    private static bool FollowsIdeograph(ReadOnlySpan<char> text, int at) =>
        InvisibleChars.IsIdeograph(Before(text, at))
        || at >= 2 && char.IsHighSurrogate(text[at - 2]) && text[at - 2] is >= '\uD840' and <= '\uD88F' && char.IsLowSurrogate(text[at - 1]);

    // A flag of a part of a country: a black flag, up to six letters in tags, and the tag that ends it.
    private static bool IsFlagTag(ReadOnlySpan<char> text, int at)
    {
        for (var tags = 0; tags <= MaxFlagTags && at >= 2; tags++)
        {
            at -= 2;
            if (!char.IsHighSurrogate(text[at]) || !char.IsLowSurrogate(text[at + 1])) return false;
            var point = char.ConvertToUtf32(text[at], text[at + 1]);
            if (point == 0x1F3F4) return EndsFlag(text, at + 2);
            if (!InvisibleChars.IsTag(point)) return false;
        }

        return false;
    }

    private static bool EndsFlag(ReadOnlySpan<char> text, int at)
    {
        for (var tags = 0; tags < MaxFlagTags && at + 1 < text.Length; tags++, at += 2)
        {
            if (!char.IsHighSurrogate(text[at]) || !char.IsLowSurrogate(text[at + 1])) return false;
            var point = char.ConvertToUtf32(text[at], text[at + 1]);
            if (point == 0xE007F) return tags is >= 3 and <= 6;
            if (point is not (>= 0xE0030 and <= 0xE0039 or >= 0xE0061 and <= 0xE007A)) return false;
        }

        return false;
    }
}
