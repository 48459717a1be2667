using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Dates;

/// <summary>Dates of digits alone, in any order, with hyphens, slashes or full stops, or with the signs of Chinese, Japanese and Korean.</summary>
internal static class NumericDate
{
    /// <summary>End of the date whose first number has <paramref name="digits"/> digits, or -1.</summary>
    public static int Read(ref Lookahead look, int at, int digits, ref Confidence confidence)
    {
        var first = Value(look.Text, at, digits);
        var i = at + digits;
        var sign = look[i];
        if (sign is '年' or '년' or '月' or '월') return EastAsian(ref look, at, first, digits);
        if (sign is not ('-' or '/' or '.')) return digits == 8 && IsCompact(look.Text, at) && !look.IsWord(i) && CalendarWords.Births.Precede(look.Text, at) ? i : -1;

        var spaced = sign == '.' && digits <= 2 && look[i + 1] == ' ' ? 1 : 0; // 5. 3. 2024
        var b = i + 1 + spaced;
        var c = look.DigitsEnd(b, 4);
        var digits2 = c - b;
        if (digits2 is 0 or 3 or > 4) return -1;
        var second = Value(look.Text, b, digits2);

        if (look[c] != sign || !look.IsDigit(c + 1 + spaced)) return spaced == 0 ? TwoParts(ref look, at, first, digits, second, digits2, sign) : -1;
        var d = c + 1 + spaced;
        var end = look.DigitsEnd(d, 4);
        var digits3 = end - d;
        if (digits2 > 2 || digits3 > 4 || !IsEnd(ref look, end, sign)) return -1;
        var third = Value(look.Text, d, digits3);

        if (digits == 4)
        {
            if (digits3 > 2 || !IsYear(first) || !IsMonth(second) || !IsDay(third)) return -1;
            return sign != '.' || (digits2 == 2 && digits3 == 2) ? end : -1;
        }

        if (digits > 2 || !((IsDay(first) && IsMonth(second)) || (IsMonth(first) && IsDay(second)))) return -1;
        if (digits3 == 4) return IsYear(third) && !(sign == '.' && CalendarWords.NotDates.Precede(look.Text, at)) ? end : -1;
        if (digits3 != 2 || spaced > 0) return -1;
        if (sign == '/') return end;
        if (CalendarWords.NotDates.Precede(look.Text, at)) return -1;
        confidence = Confidence.Possible;
        var full = digits == 2 && digits2 == 2;
        return full || (sign == '-' && digits + digits2 == 3) || IsLed(look.Text, at) ? end : -1;
    }

    /// <summary>True for a year, or eight digits without separators, that a word such as born makes a date of birth.</summary>
    public static bool IsBirth(ref Lookahead look, int at, int digits)
    {
        if (digits != 4 || look.IsWord(at + 4) || look[at + 4] is '-' or '/' or '%' || (look[at + 4] is '.' or ',' && look.IsDigit(at + 5))) return false;
        return Value(look.Text, at, 4) is >= 1900 and <= 2030 && BirthYears.Precede(look.Text, at);
    }

    private static readonly ContextWords BirthYears = new(
        12, "born", "geboren", "né", "née", "nacido", "nacida", "nació", "nací", "nato", "nata", "nascido", "nascida", "nasci", "født", "född", "urodzony", "urodzona", "yob", "jahrgang", "dob");

    // 05/2021, 2021-05 and, after a word that calls for a date, 5/21
    private static int TwoParts(ref Lookahead look, int at, int first, int digits, int second, int digits2, char sign)
    {
        var end = look.DigitsEnd(at + digits + 1, 4);
        if (sign == '.' || look.IsWord(end) || look[end] is '/' or '-' or '%' or ':' || (look[end] is '.' or ',' && look.IsDigit(end + 1))) return -1;
        if (digits2 == 4) return digits <= 2 && sign == '/' && IsMonth(first) && second is >= 1900 and <= 2100 ? end : -1;
        if (digits == 4) return digits2 == 2 && sign == '-' && IsMonth(second) && first is >= 1900 and <= 2100 && IsLed(look.Text, at) ? end : -1;
        if (sign != '/' || digits > 2 || digits2 > 2 || digits + digits2 < 3) return -1;
        return ((IsDay(first) && IsMonth(second)) || (IsMonth(first) && second is >= 1 and <= 99)) && IsLed(look.Text, at) ? end : -1;
    }

    private static bool IsLed(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 2 && text[end - 1] is ' ' or ':' or ',') end--;
        var word = end;
        while (word > 0 && end - word < 10 && char.IsLetter(text[word - 1])) word--;
        if (word == end || text.IsWordAt(word - 1)) return false;
        return CalendarWords.Leads.Contains(text[word..end]) || (text[word..end].Equals("is", StringComparison.OrdinalIgnoreCase) && Days.Precede(text, word)) || CalendarWords.Births.Precede(text, at);
    }

    private static readonly ContextWords Days = new(14, "today", "tomorrow", "yesterday", "date", "birthday", "deadline");

    private static int EastAsian(ref Lookahead look, int at, int first, int digits)
    {
        var i = at + digits;
        if (look[i] is '年' or '년')
        {
            if (digits is not (2 or 4)) return -1;
            i++;
            if (look[i] == ' ') i++;
            var month = look.DigitsEnd(i, 2);
            if (month - i is 0 or > 2) return -1;
            first = Value(look.Text, i, month - i);
            i = month;
        }
        else if (digits > 2)
        {
            return -1;
        }

        if (look[i] is not ('月' or '월') || !IsMonth(first)) return -1;
        var end = ++i;
        if (look[i] == ' ') i++;
        var day = look.DigitsEnd(i, 2);
        if (day - i is 1 or 2 && look[day] is '日' or '일' or '号') return day + 1;
        return look.Text[at + digits] is '年' or '년' ? end : -1;
    }

    private static bool IsEnd(ref Lookahead look, int end, char sign)
    {
        var c = look[end];
        if (c == '_' || (char.IsLetterOrDigit(c) && c is not ('T' or 'Z' or 't' or '(') && c < 0x2E80)) return false;
        if (c == sign || c is '/' or '-') return sign == '.' && c == '.' ? !look.IsDigit(end + 1) : c != sign && !look.IsWord(end + 1);
        return c is not ('.' or ',') || !look.IsDigit(end + 1);
    }

    private static bool IsCompact(ReadOnlySpan<char> text, int at) =>
        IsYear(Value(text, at, 4)) && IsMonth(Value(text, at + 4, 2)) && IsDay(Value(text, at + 6, 2));

    private static bool IsYear(int value) => value is >= 1800 and <= 2199;

    private static bool IsMonth(int value) => value is >= 1 and <= 12;

    private static bool IsDay(int value) => value is >= 1 and <= 31;

    private static int Value(ReadOnlySpan<char> text, int at, int digits)
    {
        var value = 0;
        for (var i = 0; i < digits; i++) value = (value * 10) + text[at + i] - '0';
        return value;
    }
}
