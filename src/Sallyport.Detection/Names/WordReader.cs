using System.Globalization;

namespace Sallyport.Detection.Names;

/// <summary>Cuts text into words. Where a word begins and ends depends on at most three chars around that place.</summary>
internal ref struct WordReader(ReadOnlySpan<char> source, Lexicon lexicon)
{
    /// <summary>Chars after a word's end that may change where it ends.</summary>
    public const int Lookahead = 3;

    /// <summary>Chars before a word that are looked at.</summary>
    public const int MaxGap = 8;

    private const byte Lower = 1, Upper = 2, Digit = 3, Under = 4, Caseless = 5, Mark = 6;
    private static readonly byte[] Ascii = MakeAscii();
    private const int MaxAbbreviation = 4;
    private const uint OneSpace = (17 * 4 * 2) + 1;
    private readonly ReadOnlySpan<char> _text = source;
    private int _at;
    private int _last;

    /// <summary>Reads the next word.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool TryRead(out Word word)
    {
        word = default;
        var text = _text;

        // 1. What stands between. Only its last chars count, so that the front of a long gap may be gone.
        var from = _at;
        byte kind = 0;
        while (_at < text.Length && (kind = KindAt(text, _at)) == 0) _at++;
        if (_at == text.Length) return false;
        word.Start = _at;
        word.Joins = _at - from <= 4 && MayJoin(text[from.._at], _last);
        word.Gap = GapHash(text[Math.Max(from, _at - MaxGap).._at]);

        // 2. The word itself.
        uint hash = 2_166_136_261, ending = 0;
        int letters = 0, uppers = 0, lowers = 0, digits = 0, strange = 0;
        var firstUpper = kind == Upper;
        for (; _at < text.Length; _at++)
        {
            var c = text[_at];
            kind = KindAt(text, _at);
            switch (kind)
            {
                case Lower:
                    lowers++;
                    letters++;
                    break;
                case Upper:
                    uppers++;
                    letters++;
                    c = c < 128 ? (char)(c | 0x20) : char.ToLowerInvariant(c);
                    break;
                case Caseless:
                    letters++;
                    break;
                case Digit:
                    digits++;
                    break;
                case Under:
                    strange++;
                    break;
                case Mark:
                    break;
                default:
                    if (!Joined(text, _at)) goto done;
                    if (c is '\'' or '\u2019') c = '\'';
                    else if (c is '-' or '\u2010' or '\u2011') c = '-';
                    else if (digits == 0 || letters > 0) strange++;
                    break;
            }

            hash = (hash ^ c) * 16_777_619;
            ending = (ending << 8) ^ (uint)(c + (c >> 8));
        }

    done:
        word.Length = _last = _at - word.Start;
        word.Ending = ending;
        word.Hash = Mix(hash);
        word.Shape = Shape(word.Length, letters, uppers, lowers, digits, strange, firstUpper);
        if (word.Shape == WordShape.Opaque)
        {
            word.Hash = Mix(word.Length > Word.MaxLength ? 7u : ending);
            if (word.Length > Word.MaxLength) word.Ending = 0;
            return true;
        }

        if (word.Shape == WordShape.Number)
        {
            word.Hash = Mix((uint)Math.Min(word.Length, 6));
            word.Ending = 0;
            return true;
        }

        word.Traits = lexicon.Find(word.Hash);
        word.Candidate = MayBeName(word);
        return true;
    }

    /// <summary>True if more text cannot change where this word ends.</summary>
    public readonly bool IsComplete(in Word word) =>
        _text.Length - word.End >= Lookahead || (word.End < _text.Length && _text[word.End] is not ('\'' or '\u2019' or '-' or '\u2010' or '\u2011' or '.' or '@' or ',' or ':' or '/'));

    public static uint Mix(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        hash ^= hash >> 12;
        hash *= 0x297A2D39;
        return hash ^ (hash >> 15);
    }

    /// <summary>The hash of a word that is spelled like this.</summary>
    public static uint HashOf(ReadOnlySpan<char> word)
    {
        uint hash = 2_166_136_261;
        foreach (var c in word) hash = (hash ^ (c is '\u2019' ? '\'' : c is '\u2010' or '\u2011' ? '-' : char.ToLowerInvariant(c))) * 16_777_619;
        return Mix(hash);
    }

    private static bool MayBeName(in Word word)
    {
        const WordTraits names = WordTraits.Given | WordTraits.Surname | WordTraits.Town | WordTraits.Region;
        var traits = word.Traits;
        switch (word.Shape)
        {
            case WordShape.Upper:
                return !traits.HasAny(WordTraits.Plain) || (word.Length == 2 && traits.HasAny(WordTraits.Region)); // the US
            case WordShape.Title:
            case WordShape.Mixed:
            case WordShape.Initial:
                return !traits.HasAny(WordTraits.Plain);
            case WordShape.Camel:
                return word.Length <= 12;
            case WordShape.Caseless:
                return traits.HasAny(names);
            default:
                if (word.Length < 3 || traits.HasAny(WordTraits.Plain | WordTraits.Link)) return false;
                if (traits.HasAny(WordTraits.Frequent)) return traits.HasAny(WordTraits.CommonGiven | WordTraits.City | WordTraits.Region);
                return traits.HasAny(names) || !traits.HasAny(WordTraits.Seen);
        }
    }

    private static WordShape Shape(int length, int letters, int uppers, int lowers, int digits, int strange, bool firstUpper)
    {
        if (length > Word.MaxLength || strange > 0) return WordShape.Opaque;
        if (letters == 0) return WordShape.Number;
        if (digits > 0) return WordShape.Opaque;
        if (uppers == 0) return lowers > 0 ? WordShape.Lower : WordShape.Caseless;
        if (lowers == 0) return letters == 1 ? WordShape.Initial : WordShape.Upper;
        if (!firstUpper) return WordShape.Camel;
        return uppers == 1 ? WordShape.Title : WordShape.Mixed;
    }

    // Whether a sign between two word chars belongs to the word.
    private static bool Joined(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length) return false;
        var c = text[at];
        if (c is not ('\'' or '\u2019' or '-' or '\u2010' or '\u2011' or '.' or '@' or ',' or ':' or '/')) return false;
        byte before = KindAt(text, at - 1), after = KindAt(text, at + 1);
        if (before == 0 || after == 0) return false;
        var letters = before is not (Digit or Under) && after is not (Digit or Under);
        switch (c)
        {
            case '\'' or '\u2019':
                // The s of a genitive and an article that lost its vowel are words of their own: John's, l'Union.
                if (!letters || (before == Lower && after == Upper)) return false;
                return !(text[at + 1] is 's' or 'S' && (at + 2 >= text.Length || KindAt(text, at + 2) == 0));
            case '.':
                return !(before == Upper && after == Upper && (at < 2 || KindAt(text, at - 2) == 0));
            case '@':
                return true;
            case '-' or '\u2010' or '\u2011':
                return letters || (before == Digit && after == Digit);
            default:
                return before == Digit && after == Digit;
        }
    }

    // A full stop ends a sentence, unless the word before it is short enough for an abbreviation.
    private static bool MayJoin(ReadOnlySpan<char> gap, int before)
    {
        var signs = 0;
        foreach (var c in gap)
        {
            if (c is ' ' or '\u00A0') continue;
            if (c is not ('-' or '.' or ',' or '&' or '\'' or '\u2019' or '/' or '\u2013') || ++signs > 1 || (c == '.' && before > MaxAbbreviation)) return false;
        }

        return true;
    }

    // The first three chars that are no space, and which spaces there are.
    private static uint GapHash(ReadOnlySpan<char> gap)
    {
        if (gap is " ") return OneSpace;
        uint hash = 17;
        int signs = 0, lines = 0;
        var spaces = false;
        foreach (var c in gap)
        {
            if (c is ' ' or '\t' or '\u00A0') spaces = true;
            else if (c == '\n') lines++;
            else if (c != '\r' && signs++ < 3) hash = (hash * 131) + c;
        }

        return (((hash * 4) + (uint)Math.Min(lines, 2)) * 2) + (spaces ? 1u : 0);
    }

    private static byte KindAt(ReadOnlySpan<char> text, int at)
    {
        if ((uint)at >= (uint)text.Length) return 0;
        var c = text[at];
        return c < 128 ? Ascii[c] : KindOf(c);
    }

    private static byte KindOf(char c) => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.LowercaseLetter => Lower,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Upper,
        UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => Caseless,
        UnicodeCategory.DecimalDigitNumber => Digit,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Mark,
        _ => 0,
    };

    private static byte[] MakeAscii()
    {
        var kinds = new byte[128];
        for (var c = 'a'; c <= 'z'; c++) kinds[c] = Lower;
        for (var c = 'A'; c <= 'Z'; c++) kinds[c] = Upper;
        for (var c = '0'; c <= '9'; c++) kinds[c] = Digit;
        kinds['_'] = Under;
        return kinds;
    }
}
