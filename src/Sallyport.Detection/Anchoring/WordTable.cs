using System.Collections.Frozen;

namespace Sallyport.Detection.Anchoring;

/// <summary>Words with a value each, looked up without regard to case.</summary>
internal sealed class WordTable
{
    private readonly FrozenDictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> _words;

    // Bits of the first and last letters that words of a length have: most words that are not in the table need no lookup.
    private readonly ulong[] _firsts;
    private readonly ulong[] _lasts;

    /// <param name="rows">A value and the words that have it, with a space between them. The first row that has a word decides.</param>
    public WordTable(params (byte Value, string Words)[] rows)
    {
        var words = new Dictionary<string, byte>(StringComparer.OrdinalIgnoreCase);
        foreach (var (value, row) in rows)
        {
            foreach (var word in row.Split(' ', StringSplitOptions.RemoveEmptyEntries)) words.TryAdd(word, value);
        }

        Longest = words.Keys.Max(w => w.Length);
        _firsts = new ulong[Longest + 1];
        _lasts = new ulong[Longest + 1];
        foreach (var word in words.Keys)
        {
            _firsts[word.Length] |= Bits(word[0]);
            _lasts[word.Length] |= Bits(word[^1]);
        }

        _words = words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Chars of the longest word.</summary>
    public int Longest { get; }

    public bool Contains(ReadOnlySpan<char> word) => MayHave(word) && _words.ContainsKey(word);

    /// <summary>The word's value; 0 if it is not in the table.</summary>
    public byte this[ReadOnlySpan<char> word] => MayHave(word) && _words.TryGetValue(word, out var value) ? value : (byte)0;

    private bool MayHave(ReadOnlySpan<char> word) =>
        word.Length <= Longest && !word.IsEmpty && (_firsts[word.Length] & Bits(word[0])) != 0 && (_lasts[word.Length] & Bits(word[^1])) != 0;

    // Both cases of a Latin letter have one bit; other letters have all.
    private static ulong Bits(char c) => c < 0x100 ? 1ul << ((c | 0x20) & 63) : ulong.MaxValue;
}
