namespace Sallyport.Detection.Identifiers;

/// <summary>Words and phrases in many languages that name a kind of number, as sets of bits.</summary>
internal static class LabelWords
{
    private const int Slots = 8_192;

    /// <summary>Says nothing itself but may stand between a label and its value: <c>number</c>, <c>no</c>, <c>is</c>, <c>my</c>.</summary>
    public static readonly UInt128 Filler = UInt128.One << 127;

    /// <summary>A verb after a value that lets its label follow: <c>123 is my tax id</c>.</summary>
    public static readonly UInt128 Verb = UInt128.One << 126;

    /// <summary>Longest phrase, in words.</summary>
    public const int MostWords = 4;

    // Endings that make a label of a word: Passnummer, kontonr, accountno, passports.
    private static readonly string[] Endings = ["nummeret", "nummer", "numeris", "number", "nummern", "numero", "szama", "szam", "numer", "numar", "numbers", "code", "nro", "num", "nr", "no", "id", "s"];

    private static readonly Dictionary<string, int> Names = new(StringComparer.Ordinal);
    private static readonly ulong[] Keys = new ulong[Slots];
    private static readonly UInt128[] Values = new UInt128[Slots];
    private static readonly List<(string Text, UInt128 Bits)> UnspacedPhrases = [];

    static LabelWords()
    {
        foreach (var line in (LabelLists.Documents + LabelLists.Countries + LabelLists.Others).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Take(line);
        UnspacedPhrases.Sort(static (a, b) => b.Text.Length.CompareTo(a.Text.Length));
    }

    /// <summary>The bits of names separated by spaces.</summary>
    public static UInt128 Of(string names)
    {
        var bits = UInt128.Zero;
        foreach (var name in names.Split(' ')) bits |= UInt128.One << Names[name];
        return bits;
    }

    /// <summary>Bits of a phrase of several words, by its joined hash; zero if there is none.</summary>
    public static UInt128 Find(ulong hash)
    {
        for (var slot = (int)(hash & (Slots - 1)); Keys[slot] != 0; slot = (slot + 1) & (Slots - 1))
        {
            if (Keys[slot] == hash) return Values[slot];
        }

        return UInt128.Zero;
    }

    /// <summary>Bits of one word, also of its plural and of what it is with a word for number at its end.</summary>
    public static UInt128 FindWord(ReadOnlySpan<char> word)
    {
        if (WordFolding.IsUnspaced(word[^1]) || WordFolding.IsUnspaced(word[0])) return FindUnspaced(word);
        var bits = Find(WordFolding.Join(0, WordFolding.Hash(word)));
        if (bits != UInt128.Zero || word.Length < 4) return bits;
        foreach (var ending in Endings)
        {
            if (word.Length < ending.Length + 3 || !word.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) continue;
            bits = Find(WordFolding.Join(0, WordFolding.Hash(word[..^ending.Length]))) & ~(Filler | Verb);
            if (bits != UInt128.Zero) return bits;
        }

        return UInt128.Zero;
    }

    private static UInt128 FindUnspaced(ReadOnlySpan<char> run)
    {
        var (bits, last) = (UInt128.Zero, -1);
        foreach (var (text, own) in UnspacedPhrases)
        {
            var at = run.LastIndexOf(text.AsSpan(), StringComparison.Ordinal);
            if (at + text.Length <= last || at < 0) continue;
            (bits, last) = (own, at + text.Length);
        }

        return bits;
    }

    private static void Take(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = line[..colon];
        if (!Names.ContainsKey(name) && name is not ("filler" or "verb")) Names.Add(name, Names.Count);
        var bits = name switch
        {
            "filler" => Filler,
            "verb" => Verb | Filler,
            _ => UInt128.One << Names[name],
        };
        foreach (var phrase in line[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (WordFolding.IsUnspaced(phrase[0]) && !phrase.Contains(' ', StringComparison.Ordinal)) UnspacedPhrases.Add((phrase, bits));
            else Put(phrase.Split(' ').Aggregate(0UL, (joined, word) => WordFolding.Join(joined, WordFolding.Hash(word))), bits);
        }
    }

    private static void Put(ulong hash, UInt128 bits)
    {
        var slot = (int)(hash & (Slots - 1));
        while (Keys[slot] != 0 && Keys[slot] != hash) slot = (slot + 1) & (Slots - 1);
        Keys[slot] = hash;
        Values[slot] |= bits;
    }
}
