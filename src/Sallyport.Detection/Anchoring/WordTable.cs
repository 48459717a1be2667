using System.Collections.Frozen;

namespace Sallyport.Detection.Anchoring;

/// <summary>Words with a value each, looked up without regard to case.</summary>
internal sealed class WordTable
{
    private readonly FrozenDictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> _words;

    /// <param name="rows">A value and the words that have it, with a space between them. The first row that has a word decides.</param>
    public WordTable(params (byte Value, string Words)[] rows)
    {
        var words = new Dictionary<string, byte>(StringComparer.OrdinalIgnoreCase);
        foreach (var (value, row) in rows)
        {
            foreach (var word in row.Split(' ', StringSplitOptions.RemoveEmptyEntries)) words.TryAdd(word, value);
        }

        Longest = words.Keys.Max(w => w.Length);
        _words = words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Chars of the longest word.</summary>
    public int Longest { get; }

    public bool Contains(ReadOnlySpan<char> word) => word.Length <= Longest && _words.ContainsKey(word);

    /// <summary>The word's value; 0 if it is not in the table.</summary>
    public byte this[ReadOnlySpan<char> word] => word.Length <= Longest && _words.TryGetValue(word, out var value) ? value : (byte)0;
}
