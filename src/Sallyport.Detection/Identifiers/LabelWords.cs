namespace Sallyport.Detection.Identifiers;

/// <summary>Words and phrases in many languages that name a kind of number, as sets of bits.</summary>
internal static class LabelWords
{
    private const int Slots = 16_384;

    /// <summary>Says nothing itself but may stand between a label and its value: <c>number</c>, <c>no</c>, <c>is</c>, <c>my</c>.</summary>
    public static readonly LabelSet Filler = LabelSet.Of(255);

    /// <summary>A verb after a value that lets its label follow: <c>123 is my tax id</c>.</summary>
    public static readonly LabelSet Verb = LabelSet.Of(254);

    /// <summary>Joins values that one label names: <c>passports X and Y</c>.</summary>
    public static readonly LabelSet List = LabelSet.Of(253);

    /// <summary>Names a number of another kind, such as an order or a phone.</summary>
    public static readonly LabelSet Other = LabelSet.Of(251);

    /// <summary>Set for a word that ends a longer phrase.</summary>
    private static readonly LabelSet EndsPhrase = LabelSet.Of(252);

    /// <summary>What is no label.</summary>
    public static readonly LabelSet NoLabel = Filler | Verb | List | EndsPhrase;

    /// <summary>Longest phrase, in words.</summary>
    public const int MostWords = 4;

    // Endings that make a label of a word: Passnummer, kontonr, accountno, passports.
    private static readonly string[][] Endings = ByLastChar("nummeret", "nummer", "numeris", "number", "nummern", "numero", "szama", "szam", "numer", "numar", "numbers", "code", "nro", "num", "nr", "no", "id", "s");

    private static readonly Dictionary<string, int> Names = new(StringComparer.Ordinal);
    private static readonly ulong[] Keys = new ulong[Slots];
    private static readonly LabelSet[] Values = new LabelSet[Slots];
    private static readonly List<(string Text, LabelSet Bits)> UnspacedPhrases = [];

    static LabelWords()
    {
        foreach (var line in (LabelLists.Documents + LabelLists.Countries + LabelLists.Others).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Take(line);
        UnspacedPhrases.Sort(static (a, b) => b.Text.Length.CompareTo(a.Text.Length));
    }

    /// <summary>The bits of names separated by spaces.</summary>
    public static LabelSet Of(string names)
    {
        var bits = LabelSet.None;
        foreach (var name in names.Split(' ')) bits |= LabelSet.Of(Names[name]);
        return bits;
    }

    /// <summary>Bits of a phrase of several words, by its joined hash; zero if there is none.</summary>
    public static LabelSet Find(ulong hash)
    {
        for (var slot = (int)(hash & (Slots - 1)); Keys[slot] != 0; slot = (slot + 1) & (Slots - 1))
        {
            if (Keys[slot] == hash) return Values[slot];
        }

        return LabelSet.None;
    }

    /// <summary>Bits of one word, also of its plural and of what it is with a word for number at its end.</summary>
    public static LabelSet FindWord(ReadOnlySpan<char> word)
    {
        if (WordFolding.IsUnspaced(word[^1]) || WordFolding.IsUnspaced(word[0])) return FindUnspaced(word);
        var bits = Find(WordFolding.Join(0, WordFolding.Hash(word))) & ~EndsPhrase;
        if (bits != LabelSet.None || word.Length < 4) return bits;
        foreach (var ending in word[^1] < 128 ? Endings[word[^1] | 0x20] : [])
        {
            if (word.Length < ending.Length + 3 || !word.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) continue;
            bits = Find(WordFolding.Join(0, WordFolding.Hash(word[..^ending.Length]))) & ~NoLabel;
            if (bits != LabelSet.None) return bits;
        }

        return LabelSet.None;
    }

    /// <summary>True if longer phrases end with this word.</summary>
    public static bool MayEndPhrase(ulong wordHash) => Find(WordFolding.Join(0, wordHash)).Overlaps(EndsPhrase);

    private static string[][] ByLastChar(params string[] endings)
    {
        var byLast = new string[128][];
        for (var c = 0; c < 128; c++) byLast[c] = [.. endings.Where(e => e[^1] == c)];
        return byLast;
    }

    private static LabelSet FindUnspaced(ReadOnlySpan<char> run)
    {
        var (bits, last) = (LabelSet.None, -1);
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
        if (!Names.ContainsKey(name) && name is not ("filler" or "verb" or "list" or "other")) Names.Add(name, Names.Count);
        var bits = name switch
        {
            "filler" => Filler,
            "verb" => Verb | Filler,
            "list" => List | Filler,
            "other" => Other,
            _ => LabelSet.Of(Names[name]),
        };
        foreach (var phrase in line[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (WordFolding.IsUnspaced(phrase[0]) && !phrase.Contains(' ', StringComparison.Ordinal)) UnspacedPhrases.Add((phrase, bits));
            else Take(phrase, bits);
        }
    }

    private static void Take(string phrase, LabelSet bits)
    {
        Put(Hash(phrase), bits);
        var last = phrase.LastIndexOf(' ');
        if (last > 0) Put(Hash(phrase[(last + 1)..]), EndsPhrase);
        if (last > 0) Put(Hash("number"), EndsPhrase);
        if (last > 0) Put(Hash("no"), EndsPhrase);
        if (bits.Overlaps(Filler) || !phrase.Contains(' ', StringComparison.Ordinal)) return;
        Put(Hash(phrase + " number"), bits);
        Put(Hash(phrase + " no"), bits);

        static ulong Hash(string phrase) => phrase.Split(' ').Aggregate(0UL, (joined, word) => WordFolding.Join(joined, WordFolding.Hash(word)));
    }

    private static void Put(ulong hash, LabelSet bits)
    {
        var slot = (int)(hash & (Slots - 1));
        while (Keys[slot] != 0 && Keys[slot] != hash) slot = (slot + 1) & (Slots - 1);
        Keys[slot] = hash;
        Values[slot] |= bits;
    }
}
