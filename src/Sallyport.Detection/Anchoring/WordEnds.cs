using System.Collections.Frozen;

namespace Sallyport.Detection.Anchoring;

/// <summary>Words, ASCII and at least two chars long, that a text may end with, whatever their case. Told apart by their last two chars: most texts are dismissed with one look.</summary>
internal sealed class WordEnds(params string[] words)
{
    private readonly FrozenDictionary<int, string[]> _byEnd = words.GroupBy(w => KeyOf(w[^2], w[^1])).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Chars of the first word that the text ends with; 0 if there is none.</summary>
    public int LengthAtEnd(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !_byEnd.TryGetValue(KeyOf(text[^2], text[^1]), out var candidates)) return 0;
        foreach (var word in candidates)
        {
            if (text.EndsWith(word, StringComparison.OrdinalIgnoreCase)) return word.Length;
        }

        return 0;
    }

    // Upper case, as an ordinal comparison without case has it.
    private static int KeyOf(char last2, char last) => (char.ToUpperInvariant(last2) << 16) | char.ToUpperInvariant(last);
}
