using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>Postal codes by their form.</summary>
internal static class PostalCodes
{
    /// <summary>End of a British (SW1A 1AA) or Canadian (K1A 0B1) code whose first letter is at <paramref name="at"/>, or -1.</summary>
    /// <param name="any">True if what stands before says enough that any letters will do.</param>
    public static int LettersEnd(ref Lookahead look, int at, bool any, out bool spaced)
    {
        // 1. The area's letters.
        spaced = false;
        var i = at;
        while (i - at < 3 && char.IsAsciiLetterUpper(look[i])) i++;
        if (i - at is 0 or > 2 || !look.IsDigit(i)) return -1;
        var area = look.Text[at..i];

        // 2. Canada: one letter, then digit and letter in turn.
        if (i - at == 1 && char.IsAsciiLetterUpper(look[i + 1]) && "ABCEGHJKLMNPRSTVXY".Contains(area[0], StringComparison.Ordinal))
        {
            var second = look[i + 2] is ' ' or '-' ? i + 3 : i + 2;
            spaced = second == i + 3;
            if (look.IsDigit(second) && char.IsAsciiLetterUpper(look[second + 1]) && look.IsDigit(second + 2)) return look.IsWord(second + 3) ? -1 : second + 3;
        }

        // 3. Britain: one or two digits or a digit and a letter, then a digit and two letters.
        if (!any && !PostalWords.BritishAreas.Contains(area)) return -1;
        i++;
        if (look.IsDigit(i) && (look.IsSpace(i + 1) || look.IsDigit(i + 1))) i++;
        else if (char.IsAsciiLetterUpper(look[i])) i++;
        spaced = look.IsSpace(i);
        if (spaced) i++;
        return look.IsDigit(i) && IsInward(look[i + 1], any) && IsInward(look[i + 2], any) && !look.IsWord(i + 3) ? i + 3 : -1;
    }

    /// <summary>End of a code of digits that stands before a town: 10115, D-10115, 1012 AB, 83-165, 114 55, 1000-205, 12345-678; -1 if there is none.</summary>
    public static int BeforeTownEnd(ref Lookahead look, int at)
    {
        var i = at;
        while (i - at < 3 && char.IsAsciiLetterUpper(look[i])) i++;
        if (i > at)
        {
            if (look[i] != '-' || i - at > 2) return -1;
            i++;
        }

        var digits = look.DigitsEnd(i, 6) - i;
        var end = i + digits;
        switch (digits)
        {
            case 2:
                return look[end] == '-' && look.DigitsEnd(end + 1, 3) == end + 4 ? end + 4 : -1;
            case 3:
                return look.IsSpace(end) && look.DigitsEnd(end + 1, 2) == end + 3 ? end + 3 : -1;
            case 4:
                if (look.IsSpace(end) && char.IsAsciiLetterUpper(look[end + 1]) && char.IsAsciiLetterUpper(look[end + 2]) && !look.IsWord(end + 3)) return end + 3;
                return look[end] == '-' && look.DigitsEnd(end + 1, 3) == end + 4 ? end + 4 : end;
            case 5:
                return look[end] == '-' && look.DigitsEnd(end + 1, 4) is var more && more - end is 4 or 5 ? more : end;
            case 6:
                return end;
            default:
                return -1;
        }
    }

    /// <summary>End of a code of digits that stands behind a town or a state: 94434, 94434-1234, 3000, 560001; -1 if there is none.</summary>
    public static int AfterTownEnd(ref Lookahead look, int at)
    {
        var digits = look.DigitsEnd(at, 6) - at;
        var end = at + digits;
        if (digits is < 4 or > 6 || look.IsWord(end)) return -1;
        if (look[end] == '-' && look.IsDigit(end + 1))
        {
            var more = look.DigitsEnd(end + 1, 4);
            return digits == 5 && more - end is 4 or 5 && !look.IsWord(more) ? more : -1;
        }

        return look[end] is '.' or ',' && look.IsDigit(end + 1) ? -1 : end;
    }

    private static bool IsInward(char c, bool any) => char.IsAsciiLetterUpper(c) && (any || c is not ('C' or 'I' or 'K' or 'M' or 'O' or 'V'));
}
