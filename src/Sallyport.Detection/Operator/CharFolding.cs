namespace Sallyport.Detection.Operator;

/// <summary>What a char counts as when an operator's terms are compared: one table look-up tells its folded form and whether it is part of a word.</summary>
internal static class CharFolding
{
    /// <summary>Set in an entry whose char is part of a word; the low 16 bits are the folded char.</summary>
    public const uint Word = 1u << 16;

    private static uint[]? _anyCase, _exact;

    /// <summary>An entry for each char. Every kind of white space is a space, so that a term is found across a line end.</summary>
    /// <param name="ignoreCase">True folds case by the simple mapping of Unicode.</param>
    public static uint[] Table(bool ignoreCase) => ignoreCase ? _anyCase ??= Build(ignoreCase: true) : _exact ??= Build(ignoreCase: false);

    /// <summary>A text as the table sees it.</summary>
    public static string Fold(string text, uint[] table) => string.Create(text.Length, (text, table), static (folded, from) =>
    {
        for (var i = 0; i < folded.Length; i++) folded[i] = (char)from.table[from.text[i]];
    });

    private static uint[] Build(bool ignoreCase)
    {
        var table = new uint[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var c = (char)i;
            table[i] = char.IsWhiteSpace(c) ? ' ' : ignoreCase ? char.ToUpperInvariant(c) : c;
            if ((char.IsLetterOrDigit(c) || c == '_') && !IsWrittenWithoutSpaces(c)) table[i] |= Word;
        }

        return table;
    }

    // Han, kana, Thai, Lao, Myanmar and Khmer put no spaces between words: each char may begin or end one.
    private static bool IsWrittenWithoutSpaces(char c) => c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');
}
