using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Phones;

/// <summary>How numbers are grouped and what they begin with, in the world's numbering plans.</summary>
internal static class PhonePlans
{
    // Two-digit calling codes; 1 and 7 stand alone and every other pair is the front of a three-digit code.
    private const string TwoDigitCodes = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";
    private const string ThreeDigitFronts = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99";

    public static bool IsCallingCode(char first, char second)
    {
        if (first is '1' or '7') return true;
        ReadOnlySpan<char> pair = [first, second];
        return TwoDigitCodes.AsSpan().Contains(pair, StringComparison.Ordinal) || ThreeDigitFronts.AsSpan().Contains(pair, StringComparison.Ordinal);
    }

    /// <summary>212-555-0123, (212) 555-0123, 1 212 555 0123, 001-212-555-0123.</summary>
    public static bool IsNorthAmerican(ReadOnlySpan<char> text, scoped ref readonly PhoneGroups groups)
    {
        var first = groups[0] == 1 && text[groups.StartOf(0)] == '1' ? 1 : groups[0] == 3 && text.Slice(groups.StartOf(0), 3).SequenceEqual("001") ? 1 : 0;
        if (!groups.Are(first, 3, 3, 4)) return groups.Parentheses && groups.Are(first, 3, 7) && text[groups.StartOf(first)] >= '2';
        if (text[groups.StartOf(first)] < '2') return false;
        if (groups.Separator == '.' && groups.Mixed) return false;
        return groups.Parentheses || first == 1 || (!groups.Mixed && text[groups.StartOf(1)] >= '2');
    }

    /// <summary>Forms of one country that little else has: groups, first digit and signs all fit.</summary>
    public static bool IsDistinct(ReadOnlySpan<char> text, scoped ref readonly PhoneGroups groups)
    {
        var lead = text[groups.StartOf(0)];
        if (groups.Parentheses) return groups.Digits is >= 8 and <= 12 && groups[0] <= 6 && groups.Count is >= 2 and <= 5 && !HasShortTail(in groups);
        if (lead == '0') return (groups[0] == 1 && groups.Are(1, 3, 3, 2, 2)) || (groups[0] > 1 && text[groups.StartOf(0) + 1] != '0' && IsWithTrunkZero(in groups)) || IsBareMobile(text, in groups);
        if (groups.Separator is not (' ' or '-')) return false;
        var second = text[groups.StartOf(0) + 1];
        return (lead is '6' or '7' or '9' or '8' && groups.Are(0, 3, 2, 2, 2)) // Spain
            || (lead >= '6' && groups.Are(0, 5, 5)) // India
            || (lead == '1' && second >= '3' && groups.Are(0, 3, 4, 4)) // China
            || (second != '0' && groups.Are(0, 2, 5, 4) && text[groups.StartOf(1)] == '9') // Brazil
            || (lead == '8' && groups[0] == 1 && groups.Are(1, 3, 3, 2, 2)) // Russia
            || (lead == '1' && groups.Are(0, 4, 3, 3) && text.Slice(groups.StartOf(0), 4) is "1300" or "1800" or "1900") // Australia
            || (lead == '5' && groups.Are(0, 3, 3, 2, 2)) // Turkey
            || groups.Are(0, 2, 3, 2, 2) // Poland
            || (lead is >= '5' and <= '8' && groups.Separator == '-' && !groups.Mixed && groups.Are(0, 3, 3, 3)); // Poland, Czechia, Spain
    }

    /// <summary>Groups that only a word such as phone makes a number of.</summary>
    public static bool IsPlausible(ReadOnlySpan<char> text, scoped ref readonly PhoneGroups groups)
    {
        if (groups.Digits is < 7 or > 15) return groups.Digits is 6 && groups.Count is 2 or 3 && groups.Separator is ' ' or '-' && text[groups.StartOf(0)] != '0';
        return groups.Count == 1 || !HasShortTail(in groups) || groups.Digits >= 9;
    }

    /// <summary>00 49 30 901820, 011 44 20 7946 0958.</summary>
    public static bool IsDialledOut(ReadOnlySpan<char> text, scoped ref readonly PhoneGroups groups)
    {
        var at = groups.StartOf(0);
        var skip = text[at] == '0' && text[at + 1] == '0' ? 2 : groups[0] == 3 && text.Slice(at, 3) is "011" ? 3 : 0;
        if (skip == 0 || groups[0] < skip || groups.Digits - skip is < 9 or > 13) return false;
        var code = groups[0] > skip ? at + skip : groups.Count > 1 ? groups.StartOf(1) : -1;
        return code > 0 && code + 1 < text.Length && text[code] != '0' && IsCallingCode(text[code], text[code + 1]) && (groups[0] == skip + 1 || text[code] != '1');
    }

    /// <summary>True if the groups are rather a date, an address of a host, a version, an amount or a social security number.</summary>
    public static bool IsOther(ReadOnlySpan<char> text, scoped ref readonly PhoneGroups groups)
    {
        int a = groups[0], b = groups[1], c = groups[2];
        if (groups.Count == 2) return groups.Separator == '.' && (b <= 4 || a > 4);
        if (groups.Count < 3) return false;
        if (groups.Separator == '.' && groups.Count == 4 && !groups.Mixed && a <= 3 && b <= 3 && c <= 3 && groups[3] <= 3 && !(groups.Are(0, 3, 2, 2, 2) && text[groups.StartOf(0)] > '2')) return true;
        if (groups.Count == 3 && a == 3 && b == 2 && c == 4) return true; // a social security number
        var first = text[groups.StartOf(0)];
        if (groups.Parentheses) return false;
        if (a == 4 && b <= 2 && c <= 2 && first is '1' or '2') return true;
        if (a <= 2 && b <= 2 && (c == 4 || (c == 2 && groups.Count == 3)) && !(first == '0' && groups.Digits > 8)) return true;
        if (groups.Count == 4 && a == 4 && b == 4 && c == 4) return true; // a card
        return groups.Separator == '.' && a < 3 && b < 3 && groups.Digits < 8;
    }

    // a trunk zero, then groups of two to five, or one long one
    private static bool IsWithTrunkZero(scoped ref readonly PhoneGroups groups)
    {
        if (groups.Digits is < 9 or > 12 || groups.Count == 1 || groups[0] > 6) return false;
        if (groups.Are(0, 3, 3, 3) || groups.Are(0, 4, 4, 4) || groups.Are(0, 4, 4, 2)) return false; // as other numbers are grouped
        return !HasShortTail(in groups) && (!groups.Mixed || groups.Count <= 4);
    }

    // 09171234567, 07700900123, 0612345678: mobile numbers of ten and eleven digits
    private static bool IsBareMobile(ReadOnlySpan<char> text, scoped ref readonly PhoneGroups groups)
    {
        if (groups.Count != 1) return false;
        var second = text[groups.StartOf(0) + 1];
        return (groups.Digits == 11 && (second >= '7' || (second == '5' && text[groups.StartOf(0) + 2] <= '5'))) || (groups.Digits == 10 && second is '4' or '6' or '7');
    }

    /// <summary>1 234 567, 22.338.618: digits in threes, as amounts are written.</summary>
    public static bool IsAmount(scoped ref readonly PhoneGroups groups)
    {
        if (groups.Separator is not (' ' or '.') || groups.Count < 3 || groups[0] > 3) return false;
        for (var i = 1; i < groups.Count; i++)
        {
            if (groups[i] != 3) return false;
        }

        return true;
    }

    private static bool HasShortTail(scoped ref readonly PhoneGroups groups)
    {
        for (var i = 1; i < groups.Count; i++)
        {
            if (groups[i] < 2) return true;
        }

        return false;
    }
}
