using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Dates;

/// <summary>Calendar dates, written with numbers in any order or with the name of a month in some twenty languages, and times of day beside a date or with am, pm or Uhr.</summary>
/// <remarks>A date after a word such as born, dob or geboren is a date of birth. Not a year alone, not versions, fractions, scores or section numbers.</remarks>
public sealed class DateDetector : NumberAnchoredDetector
{
    private const ushort Date = 0, Birth = 1, Time = 2;

    // A weekday, the name of a month, the words between them: what may stand before the first number.
    private const int MaxBefore = 48;

    /// <inheritdoc/>
    public override string Id => "date";

    /// <inheritdoc/>
    public override string Label => "DATE";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = ["date", "date-of-birth", "time"];

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxBefore + Ahead;

    /// <inheritdoc/>
    public override int LookBehind => CalendarWords.Births.LookBehind + 4;

    private protected override int Ahead => 96;

    internal override int MinDigits => 1;

    private protected override void Decide(ref Lookahead look, int at, ref Pieces found)
    {
        var text = look.Text;
        var digits = look.DigitsEnd(at, 8) - at;
        if (digits is 3 or 5 or 6 or 7 or > 8)
        {
            if (look.AskedForMore) found.Earliest = EarliestBefore(text, at);
            return;
        }

        if (!MayBegin(text, at)) return;
        var month = MonthBefore.Read(text, at);
        var start = WeekdayBefore(text, month.Exists ? month.Start : at);
        found.Earliest = start;
        var confidence = Confidence.Likely;
        var end = month.Exists ? WrittenDate.AfterMonth(ref look, at, digits, month) : -1;
        if (end < 0)
        {
            if (month.Exists) start = WeekdayBefore(text, at);
            end = WrittenDate.DayFirst(ref look, at, digits);
            if (end < 0) end = NumericDate.Read(ref look, at, digits, ref confidence);
        }

        if (end < 0)
        {
            if (digits <= 2 && Clock.Alone(ref look, at, digits) is > 0 and var clock) found.Add(at, clock, Confidence.Likely, Time);
            else if (digits >= 4 && NumericDate.IsBirth(ref look, at, digits)) found.Add(at, at + digits, Confidence.Likely, Birth);
            return;
        }

        var day = end;
        end = Clock.After(ref look, end, out var time);
        var birth = CalendarWords.Births.Precede(text, start);
        if (time > 0)
        {
            found.Add(time, end, Confidence.Likely, Time);
            end = day;
        }

        found.Add(start, end, birth ? Confidence.Certain : confidence, birth ? Birth : Date);
    }

    private protected override int WordsOpenFrom(ReadOnlySpan<char> text)
    {
        // The last word may grow into a month or a weekday; before it only such names and the words between them can belong to a date.
        var open = text.Length;
        var at = text.Length;
        var least = Math.Max(0, at - MaxBefore);
        while (at > least)
        {
            var end = at;
            while (end > least && IsBetween(text[end - 1])) end--;
            var word = end;
            while (word > least && (char.IsLetter(text[word - 1]) || (text[word - 1] == '-' && word < end))) word--;
            while (word < end && text[word] == '-') word++; // "21-May-": the hyphen before a name is none of it
            if (word == end) return open;
            var name = text[word..end];
            if (end == text.Length || CalendarWords.Months.Contains(name) || IsWeekday(name)) open = word;
            else if (!CalendarWords.Links.Contains(name)) return open;
            at = word;
        }

        return open;
    }

    private static int EarliestBefore(ReadOnlySpan<char> text, int at) => WeekdayBefore(text, MonthBefore.Read(text, at).Start);

    private static bool IsBetween(char c) => c is ' ' or ',' or '.' or '-' or '/' or '\'' or '’' or '\u00A0';

    private static bool MayBegin(ReadOnlySpan<char> text, int at)
    {
        var before = text.CharAt(at - 1);
        if (char.IsLetterOrDigit(before)) return false;
        return before switch
        {
            '_' or '$' or '€' or '£' or '+' or '#' or '\\' or '<' or '%' => false,
            '.' => !text.IsDigitAt(at - 2) && !(text.IsLetterAt(at - 2) && MonthBefore.Read(text, at).Start == at),
            ',' or ':' => !text.IsDigitAt(at - 2),
            '-' or '/' or '–' => !text.IsWordAt(at - 2) || MonthBefore.Read(text, at).Exists,
            _ => true,
        };
    }

    // Monday, March 5; Monday the 5th; lundi 5 mars
    private static int WeekdayBefore(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        for (var words = 0; words < 2; words++)
        {
            var end = at;
            while (end > 0 && at - end < 3 && text[end - 1] is ' ' or ',' or '.' or '\u00A0') end--;
            if (end == at) return start;
            var word = end;
            while (word > 0 && end - word < 14 && (char.IsLetter(text[word - 1]) || text[word - 1] == '-')) word--;
            if (word == end || text.IsWordAt(word - 1)) return start;
            if (IsWeekday(text[word..end])) return word;
            if (words > 0 || !CalendarWords.Links.Contains(text[word..end])) return start;
            at = word;
        }

        return start;
    }

    // The short names are words too (sun, sat, wed): those want a capital.
    private static bool IsWeekday(ReadOnlySpan<char> word) => CalendarWords.Weekdays.Contains(word) && (word.Length > 5 || char.IsUpper(word[0]) || word is "lundi" or "mardi" or "jeudi" or "lunes");
}
