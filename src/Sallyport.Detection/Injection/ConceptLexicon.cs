using Sallyport.Detection.Normalization;

namespace Sallyport.Detection.Injection;

/// <summary>The words of <c>concepts.txt</c> by their hash. A look-up costs one probe for each prefix of a word.</summary>
internal static class ConceptLexicon
{
    private const int Slots = 1 << 14;
    public const uint HashSeed = 2166136261;

    // One bit for each of a hash's upper 16: most prefixes of most words end here, in a table that stays in the nearest cache.
    private static readonly ulong[] Present = new ulong[1 << 10];
    private static readonly uint[] Keys = new uint[Slots];
    private static readonly Concepts[] Prefixes = new Concepts[Slots];
    private static readonly Concepts[] Words = new Concepts[Slots];

    static ConceptLexicon()
    {
        foreach (var line in EmbeddedFile.ReadLines("Sallyport.Detection.Injection.concepts.txt"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[0] == '#') continue;
            var concept = Enum.Parse<Concepts>(line.AsSpan(0, colon));
            foreach (var entry in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)) Add(entry, concept);
        }
    }

    public static uint Step(uint hash, char c) => (hash ^ c) * 16777619;

    /// <summary>What a word means: the union of the words and prefixes that it matches.</summary>
    public static Concepts OfWord(ReadOnlySpan<char> word)
    {
        var hash = HashSeed;
        var concepts = Concepts.None;
        for (var i = 0; i < word.Length && i < 24; i++)
        {
            hash = Step(hash, word[i]);
            var slot = Find(hash);
            if (slot < 0) continue;
            concepts |= Prefixes[slot];
            if (i == word.Length - 1) concepts |= Words[slot];
        }

        return concepts;
    }

    /// <summary>The longest known word that begins <paramref name="run"/>, in scripts without spaces. Its length, or 0.</summary>
    public static int Longest(ReadOnlySpan<char> run, out Concepts concepts)
    {
        var hash = HashSeed;
        var length = 0;
        concepts = Concepts.None;
        for (var i = 0; i < run.Length && i < 16; i++)
        {
            hash = Step(hash, run[i]);
            var slot = Find(hash);
            if (slot < 0 || (Words[slot] | Prefixes[slot]) == Concepts.None) continue;
            concepts = Words[slot] | Prefixes[slot];
            length = i + 1;
        }

        return length;
    }

    private static int Find(uint hash)
    {
        if ((Present[hash >> 22] & 1UL << (int)(hash >> 16 & 63)) == 0) return -1;
        for (var slot = (int)(hash >> 18) & (Slots - 1); Keys[slot] != 0; slot = (slot + 1) & (Slots - 1))
        {
            if (Keys[slot] == hash) return slot;
        }

        return -1;
    }

    private static void Add(string entry, Concepts concept)
    {
        var isPrefix = entry.EndsWith('*');
        var folded = FoldTable.Fold(isPrefix ? entry[..^1] : entry);
        var end = folded.AsSpan().IndexOfAny('-', '_', '\'');
        if (end > 0) folded = folded[..end]; // a text is cut into words there, so only the first part can be looked up
        if (folded.Length == 0 || end > 0 && end < 4) return;
        var hash = HashSeed;
        foreach (var c in folded) hash = Step(hash, c);
        var slot = (int)(hash >> 18) & (Slots - 1);
        while (Keys[slot] != 0 && Keys[slot] != hash) slot = (slot + 1) & (Slots - 1);
        Keys[slot] = hash;
        Present[hash >> 22] |= 1UL << (int)(hash >> 16 & 63);
        if (isPrefix) Prefixes[slot] |= concept;
        else Words[slot] |= concept;
    }
}
