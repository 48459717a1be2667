using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Dates;

/// <summary>The name of a month that stands before a number: March 5, marzo de 2024, May-2021.</summary>
internal readonly struct MonthBefore
{
    private MonthBefore(int start, byte strength, bool capital, bool tight)
    {
        Start = start;
        Strength = strength;
        IsCapital = capital;
        IsTight = tight;
    }

    /// <summary>Where the name begins; the number itself if there is none.</summary>
    public int Start { get; }

    public bool Exists => Strength != 0;

    public byte Strength { get; }

    public bool IsCapital { get; }

    /// <summary>True if a hyphen, slash or full stop alone stands between name and number.</summary>
    public bool IsTight { get; }

    public static MonthBefore Read(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        var tight = text.CharAt(at - 1) is '-' or '/' or '.';
        while (end > 0 && at - end < 3 && text[end - 1] is ' ' or ',' or '.' or '-' or '/' or '\'' or '’' or '\u00A0') end--;
        if (end == at) return new MonthBefore(at, 0, false, false);
        var word = WordStart(text, end);
        if (word < end && CalendarWords.Links.Contains(text[word..end]) && text.CharAt(word - 1) == ' ')
        {
            end = word - 1;
            if (text.CharAt(end - 1) == ',') end--;
            word = WordStart(text, end);
        }

        if (word == end || text.IsWordAt(word - 1)) return new MonthBefore(at, 0, false, false);
        var strength = CalendarWords.Months[text[word..end]];
        return new MonthBefore(strength == 0 ? at : word, strength, char.IsUpper(text[word]), tight);
    }

    private static int WordStart(ReadOnlySpan<char> text, int end)
    {
        var word = end;
        while (word > 0 && end - word < 14 && char.IsLetter(text[word - 1])) word--;
        return word;
    }
}
