using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Dates;

/// <summary>Dates with the name of a month, read from their first number on.</summary>
internal static class WrittenDate
{
    /// <summary>End of a date whose month stands before the number (March 5, 2024; March 2024), or -1.</summary>
    public static int AfterMonth(ref Lookahead look, int at, int digits, in MonthBefore month)
    {
        var end = at + digits;
        if (digits == 4) return month.Strength < CalendarWords.Rare || month.IsCapital ? YearEnd(ref look, at) : -1;
        if (digits > 2) return -1;
        if (look[at - 1] is '\'' or '’') return digits == 2 && month.IsCapital && !look.IsWord(end) ? end : -1;
        if (!IsDay(look.Text, at, digits)) return -1;
        end = OrdinalEnd(ref look, end);

        // March 5-7
        if (look[end] is '-' or '–' && look.IsDigit(end + 1))
        {
            var more = look.DigitsEnd(end + 1, 4) - end - 1;
            if (more == 4 && month.IsTight) return YearEnd(ref look, end + 1);
            if (more > 2 || !IsDay(look.Text, end + 1, more)) return -1;
            end = OrdinalEnd(ref look, end + 1 + more);
        }

        var year = YearAfter(ref look, end, false);
        if (year > 0) return year;
        if (month.Strength == CalendarWords.Rare || (month.Strength == CalendarWords.Common && !month.IsCapital)) return -1;
        if (month.IsTight && look[at - 1] != '.') return month.IsCapital && !look.IsWord(end) && look[end] != '-' ? end : -1;
        return IsOver(ref look, end) ? end : -1;
    }

    /// <summary>End of a date that begins with the day (5 March 2024, 5. März, 21-May-21, 5 de mayo de 2024) or the year (2024-Mar-05), or -1.</summary>
    public static int DayFirst(ref Lookahead look, int at, int digits)
    {
        var end = at + digits;
        if (digits == 4) return YearFirst(ref look, at);
        if (digits > 2 || !IsDay(look.Text, at, digits)) return -1;
        end = OrdinalEnd(ref look, end);

        // 5–7 March, 5. - 7. März
        var range = look[end] == '.' ? end + 1 : end;
        if (look[range] == ' ' && look[range + 1] is '-' or '–') range++;
        if (look[range] is '-' or '–')
        {
            range++;
            if (look[range] == ' ') range++;
            var more = look.DigitsEnd(range, 2) - range;
            if (more is 1 or 2 && IsDay(look.Text, range, more)) end = OrdinalEnd(ref look, range + more);
        }

        var sign = look[end];
        var next = end;
        if (sign is '-' or '/' or '.') next++;
        if (look.IsSpace(next)) next++;
        if (sign == ' ' || sign == '\u00A0' || next > end + 1) next = LinkEnd(ref look, next);
        if (next == end || !look.IsLetter(next)) return -1;
        var name = look.LettersEnd(next, CalendarWords.Months.Longest);
        if (name - next > CalendarWords.Months.Longest) return -1;
        var strength = CalendarWords.Months[look.Text[next..name]];
        if (strength == 0 || look.IsWord(name)) return -1;

        var year = YearAfter(ref look, name, sign is '-' or '/');
        if (year > 0) return year;
        if (strength == CalendarWords.Rare || (strength == CalendarWords.Common && !char.IsUpper(look.Text[next]) && next - end < 4)) return -1;
        return IsOver(ref look, name) ? name : -1;
    }

    // 2024-Mar-05, 2024 March 5
    private static int YearFirst(ref Lookahead look, int at)
    {
        if (!IsYear(look.Text, at)) return -1;
        var sign = look[at + 4];
        if (sign is not ('-' or '/' or ' ')) return -1;
        var name = look.LettersEnd(at + 5, CalendarWords.Months.Longest);
        if (name - at - 5 > CalendarWords.Months.Longest || name == at + 5) return -1;
        if (!CalendarWords.Months.Contains(look.Text[(at + 5)..name]) || look[name] != sign) return -1;
        var end = look.DigitsEnd(name + 1, 2);
        return end - name is 2 or 3 && IsDay(look.Text, name + 1, end - name - 1) && !look.IsWord(end) ? end : -1;
    }

    // of, de, del: one word with a space behind it
    private static int LinkEnd(ref Lookahead look, int at)
    {
        if (look[at] is 'd' or 'D' && look[at + 1] is '\'' or '’') return at + 2;
        var end = look.LettersEnd(at, 3);
        return end > at && end - at <= 3 && look[end] == ' ' && CalendarWords.Links.Contains(look.Text[at..end]) ? end + 1 : at;
    }

    // The year after day and month; two digits only after an apostrophe or a hyphen, or where a clause ends.
    private static int YearAfter(ref Lookahead look, int at, bool tight)
    {
        var next = at;
        if (look[next] is '.') next++;
        if (look[next] is ',') next++;
        var linked = false;
        if (look.IsSpace(next))
        {
            var link = LinkEnd(ref look, next + 1);
            linked = link > next + 1;
            next = link;
        }
        else if (tight && look[next] is '-' or '/') next++;
        if (next == at) return -1;
        var apostrophe = look[next] is '\'' or '’';
        if (apostrophe) next++;
        var end = look.DigitsEnd(next, 4);
        if (end - next == 4 && !apostrophe) return YearEnd(ref look, next);
        if (end - next != 2 || linked || look.IsWord(end)) return -1;
        if (tight || apostrophe) return end;
        if (look[at] == ',' || look[end] is ':' or '-' or '/' or '%') return -1;
        return look[end] is '.' or ',' ? (look.IsDigit(end + 1) ? -1 : end) : look[end] == ' ' ? -1 : end;
    }

    private static int YearEnd(ref Lookahead look, int at)
    {
        if (!IsYear(look.Text, at) || look.IsWord(at + 4)) return -1;
        return look[at + 4] is '.' or ',' or '-' or '/' && look.IsDigit(at + 5) ? -1 : at + 4;
    }

    private static int OrdinalEnd(ref Lookahead look, int at)
    {
        var c = look[at];
        if (c is 'º' or 'ª' or '°') return at + 1;
        if (c is 'e' or 'E' && !look.IsLetter(at + 1)) return at + 1;
        var pair = c is 's' or 'S' or 'n' or 'N' or 'r' or 'R' or 't' or 'T' or 'e' or 'E';
        if (!pair || !look.IsLetter(at + 1) || look.IsLetter(at + 2)) return at;
        ReadOnlySpan<char> ending = [(char)(c | 0x20), (char)(look[at + 1] | 0x20)];
        return ending is "st" or "nd" or "rd" or "th" or "er" or "re" or "te" ? at + 2 : at;
    }

    private static bool IsOver(ref Lookahead look, int end)
    {
        if (look.IsWord(end) || look[end] is '%' or '-' or '/' or '(') return false;
        return look[end] is not ('.' or ',') || !look.IsDigit(end + 1);
    }

    private static bool IsDay(ReadOnlySpan<char> text, int at, int digits)
    {
        var day = digits == 1 ? text[at] - '0' : ((text[at] - '0') * 10) + text[at + 1] - '0';
        return day is >= 1 and <= 31;
    }

    private static bool IsYear(ReadOnlySpan<char> text, int at) => text[at] == '1' ? text[at + 1] is >= '5' : text[at] == '2' && text[at + 1] is '0' or '1';
}
