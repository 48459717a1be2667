using System.Buffers;

namespace Sallyport.Detection.Anchoring;

/// <summary>Words that, standing shortly before a value, say what it is.</summary>
internal sealed class ContextWords(int distance, params string[] words)
{
    private readonly SearchValues<string> _any = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Chars before the value that can matter, with the one that decides whether the first word begins there.</summary>
    public int LookBehind => distance + 1;

    /// <summary>True if a word stands, whole, in the chars before <paramref name="at"/>. <c>homePhone</c> holds the word phone.</summary>
    public bool Precede(ReadOnlySpan<char> text, int at)
    {
        var from = Math.Max(0, at - distance);
        var before = text[from..at];
        for (var i = 0; i < before.Length;)
        {
            var gap = before[i..].IndexOfAny(_any);
            if (gap < 0) return false;
            i += gap;
            if (StartsWord(text, from + i) && WordEndingBefore(before, i) >= 0) return true;
            i++;
        }

        return false;
    }

    private int WordEndingBefore(ReadOnlySpan<char> before, int at)
    {
        foreach (var word in words)
        {
            if (before[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase) && EndsWord(before, at + word.Length)) return at + word.Length;
        }

        return -1;
    }

    private static bool StartsWord(ReadOnlySpan<char> text, int at) =>
        !text.IsLetterAt(at - 1) || (char.IsLower(text[at - 1]) && char.IsUpper(text[at]));

    private static bool EndsWord(ReadOnlySpan<char> text, int at) =>
        !text.IsLetterAt(at) || (char.IsLower(text[at - 1]) && char.IsUpper(text[at]));
}
