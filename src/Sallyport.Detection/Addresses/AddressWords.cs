using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>Reads the words of names of streets and towns.</summary>
internal static class AddressWords
{
    public const int MaxWord = 24;

    /// <summary>End of the word at <paramref name="at"/>, hyphens and apostrophes between letters included; <paramref name="at"/> if there is none or it is too long.</summary>
    public static int End(ref Lookahead look, int at)
    {
        var end = at;
        while (end - at <= MaxWord)
        {
            if (look.IsLetter(end)) end++;
            else if (end > at && look[end] is '-' or '\'' or '’' && look.IsLetter(end + 1)) end += 2;
            else return end;
        }

        return at;
    }

    /// <summary>Start of the word that ends at <paramref name="end"/>; <paramref name="end"/> if there is none or it is too long.</summary>
    public static int Start(ReadOnlySpan<char> text, int end)
    {
        var start = end;
        while (start > 0 && end - start <= MaxWord)
        {
            if (char.IsLetter(text[start - 1])) start--;
            else if (start < end && text[start - 1] is '-' or '\'' or '’' && text.IsLetterAt(start - 2)) start -= 2;
            else break;
        }

        return end - start > MaxWord || text.IsWordAt(start - 1) ? end : start;
    }

    /// <summary>End of a name of one to four words with capital letters at <paramref name="at"/>, small words inside allowed; -1 if there is none.</summary>
    public static int NameEnd(ref Lookahead look, int at, int most)
    {
        int end = -1, i = at;
        for (var words = 0; words < most; words++)
        {
            var over = End(ref look, i);
            if (over == i || look.IsDigit(over)) break;
            var word = look.Text[i..over];
            if (char.IsUpper(word[0]) || (word.Length > 2 && word[1] is '\'' or '’' && char.IsUpper(word[2]))) end = over;
            else if (words == 0 || !StreetWords.Links.Contains(word)) break;
            if (look[over] == '.' && over - i <= 3) over++;
            if (!look.IsSpace(over)) break;
            i = over + 1;
        }

        return end;
    }
}
