namespace Sallyport.Detection.Identifiers;

/// <summary>Reads words as people mean them: case and accents of Latin letters do not count, <c>passportNumber</c> is two words.</summary>
internal static class WordFolding
{
    /// <summary>Hash of no chars.</summary>
    public const ulong Seed = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    // U+00C0 to U+017F without their accents; a blank stays as it is.
    private const string Bases =
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" + "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    // U+1EA0 to U+1EF9, the letters of Vietnamese, likewise.
    private const string VietnameseBases =
        "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";

    /// <summary>True for what a word is made of: letters, digits and, in scripts that need them, marks.</summary>
    public static bool IsWordChar(char c)
    {
        if (c < '\u0300') return char.IsLetterOrDigit(c);
        if (char.IsLetterOrDigit(c)) return true;
        return char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
    }

    /// <summary>True for scripts that put no spaces between words, or endings straight onto them.</summary>
    public static bool IsUnspaced(char c) => c is (>= '\u0E00' and < '\u1E00') or (>= '\u2E80' and < '\uD800') or (>= '\uF900' and < '\uFB00');

    /// <summary>True if two neighbouring word chars belong to different words: <c>tN</c>, and the D and N of <c>IDNumber</c>.</summary>
    public static bool IsBreak(ReadOnlySpan<char> text, int at)
    {
        if (!char.IsUpper(text[at])) return false;
        var before = text[at - 1];
        return char.IsLower(before) || (char.IsUpper(before) && at + 1 < text.Length && char.IsLower(text[at + 1]));
    }

    public static ulong Add(ulong hash, char c) => (hash ^ Fold(c)) * Prime;

    public static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = Seed;
        foreach (var c in word) hash = Add(hash, c);
        return hash;
    }

    /// <summary>Joins the hashes of words, first to last.</summary>
    public static ulong Join(ulong phrase, ulong word) => (phrase * 31) + (word ^ (word >> 29));

    private static char Fold(char c)
    {
        if (c < 128) return char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        if (c is >= '\u00C0' and <= '\u017F' && Bases[c - '\u00C0'] is not ' ' and var bare) return bare;
        return c switch
        {
            >= '\u1EA0' and <= '\u1EF9' => VietnameseBases[c - '\u1EA0'],
            '\u01A0' or '\u01A1' => 'o',
            '\u01AF' or '\u01B0' => 'u',
            '\u0218' or '\u0219' => 's',
            '\u021A' or '\u021B' => 't',
            _ => char.ToLowerInvariant(c),
        };
    }
}
