namespace Sallyport.Tokens;

/// <summary>Cuts text into the pieces that are merged one by one, as the published patterns of the encodings do. Each step reads a character a constant number of times.</summary>
/// <remarks>
/// By hand and by code point: the framework's expressions class UTF-16 units, so that no letter beyond the first plane would be a letter.
/// The comments number the alternatives of the patterns; the first that fits wins, as there.
/// </remarks>
internal static class TextSplitter
{
    private const CharClass NotOther = CharClass.Space | CharClass.Letter | CharClass.Number;
    private const CharClass UpperRun = CharClass.Upper | CharClass.Caseless | CharClass.Mark;
    private const CharClass LowerRun = CharClass.Lower | CharClass.Caseless | CharClass.Mark;

    /// <summary>End of the piece that begins at a position, by the pattern of cl100k_base.</summary>
    public static int NextOfCl100k(ReadOnlySpan<byte> text, int start)
    {
        var first = CharClasses.At(text, start, out var length);
        var next = start + length;
        if ((first & CharClass.Letter) != CharClass.None) return SkipLetters(text, next); // 2, without the leading character
        if (ContractionAt(text, start) is > 0 and var contraction) return contraction; // 1
        if ((first & CharClass.Number) != CharClass.None) return SkipNumbers(text, next); // 3
        var second = CharClass.Space;
        if (next < text.Length) second = CharClasses.At(text, next, out length);
        if ((second & CharClass.Letter) != CharClass.None && (first & CharClass.Newline) == CharClass.None) return SkipLetters(text, next + length); // 2
        if ((first & CharClass.Space) == CharClass.None) return SkipOthers(text, next, withSlash: false); // 4
        if (text[start] == ' ' && (second & NotOther) == CharClass.None) return SkipOthers(text, next + length, withSlash: false); // 4
        return SkipSpaces(text, start); // 5 to 7
    }

    /// <summary>The same by the pattern of o200k_base.</summary>
    public static int NextOfO200k(ReadOnlySpan<byte> text, int start)
    {
        var first = CharClasses.At(text, start, out var length);
        var next = start + length;
        if ((first & CharClass.Letter) != CharClass.None) return WordEnd(text, start);
        if ((first & CharClass.Number) != CharClass.None) return SkipNumbers(text, next); // 3
        if ((first & CharClass.Newline) == CharClass.None)
        {
            if (WordEnd(text, next) is > 0 and var word) return word; // 1, 2, with a leading character
            if ((first & CharClass.Mark) != CharClass.None) return AfterContraction(text, next); // 1, without: a mark is a word by itself
            if ((first & CharClass.Space) == CharClass.None) return SkipOthers(text, next, withSlash: true); // 4
            if (text[start] == ' ' && next < text.Length && (CharClasses.At(text, next, out length) & NotOther) == CharClass.None) return SkipOthers(text, next + length, withSlash: true); // 4
        }

        return SkipSpaces(text, start); // 5 to 7

        int WordEnd(ReadOnlySpan<byte> text, int from) => OfWord(text, from, isAfterMark: from == next && (first & CharClass.Mark) != CharClass.None);
    }

    // Alternatives 1 and 2 from behind the leading character: capitals, then small letters. What has no case is both, and then the pattern gives back
    // until the last such character can end the word. 0 if there is no word; after a mark capitals alone are none, since alternative 1 then takes the mark.
    private static int OfWord(ReadOnlySpan<byte> text, int start, bool isAfterMark)
    {
        var (at, caseless) = (start, 0);
        while (at < text.Length)
        {
            var c = CharClasses.At(text, at, out var length);
            if ((c & UpperRun) == CharClass.None)
            {
                if ((c & CharClass.Lower) == CharClass.None) break;
                at += length;
                while (at < text.Length && (CharClasses.At(text, at, out length) & LowerRun) != CharClass.None) at += length;
                return AfterContraction(text, at);
            }

            at += length;
            if ((c & CharClass.Upper) == CharClass.None) caseless = at;
        }

        if (caseless > 0) return AfterContraction(text, caseless);
        return at == start || isAfterMark ? 0 : AfterContraction(text, at);
    }

    private static int AfterContraction(ReadOnlySpan<byte> text, int at) => at < text.Length && ContractionAt(text, at) is > 0 and var end ? end : at;

    // 's, 't, 're, 've, 'm, 'll, 'd in any case. The long s is an s in another case.
    private static int ContractionAt(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] != '\'' || at + 1 >= text.Length) return 0;
        var first = text[at + 1] | 0x20;
        if (first is 's' or 't' or 'm' or 'd') return at + 2;
        if (at + 2 >= text.Length) return 0;
        if (text[at + 1] == 0xC5 && text[at + 2] == 0xBF) return at + 3;
        var second = text[at + 2] | 0x20;
        return (first is 'r' or 'v' && second == 'e') || (first == 'l' && second == 'l') ? at + 3 : 0;
    }

    private static int SkipLetters(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && (CharClasses.At(text, at, out var length) & CharClass.Letter) != CharClass.None) at += length;
        return at;
    }

    private static int SkipNumbers(ReadOnlySpan<byte> text, int at)
    {
        for (var more = 2; more > 0 && at < text.Length && (CharClasses.At(text, at, out var length) & CharClass.Number) != CharClass.None; more--) at += length;
        return at;
    }

    private static int SkipOthers(ReadOnlySpan<byte> text, int at, bool withSlash)
    {
        while (at < text.Length && (CharClasses.At(text, at, out var length) & NotOther) == CharClass.None) at += length;
        while (at < text.Length && (text[at] is (byte)'\r' or (byte)'\n' || (withSlash && text[at] == '/'))) at++;
        return at;
    }

    // To the last newline of the run; else to its end if the text ends there; else all but the last, which belongs to what follows.
    private static int SkipSpaces(ReadOnlySpan<byte> text, int start)
    {
        var (at, last, newline) = (start, start, 0);
        while (at < text.Length)
        {
            var c = CharClasses.At(text, at, out var length);
            if ((c & CharClass.Space) == CharClass.None) break;
            last = at;
            at += length;
            if ((c & CharClass.Newline) != CharClass.None) newline = at;
        }

        if (newline > 0) return newline;
        return at == text.Length || last == start ? at : last;
    }
}
