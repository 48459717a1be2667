using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>Builds the lexicon from the lists and from what the texts write in lower case.</summary>
internal static class LexiconBuilder
{
    private const int Bits = 18, SeenTimes = 2, FrequentTimes = 40, ManyTimes = 100, CityPeople = 100_000, CommonLocales = 3;
    private const string Accented = "àáâãäåāăąçćčďđèéêëēėęěğģìíîïīįıķłļñńňņòóôõöøōőŕřśšşșťţțùúûüūůűųýÿžźżðþßæœ";
    private const string Bare = "aaaaaaaaacccddeeeeeeeeggiiiiiiikllnnnnoooooooorrsssstttuuuuuuuuyyzzzdtsao";

    /// <param name="texts">Marked texts, whose words in lower case are the everyday words.</param>
    /// <param name="prose">More texts for everyday words.</param>
    public static Lexicon Build(NameLists lists, IEnumerable<LabelledText> texts, IEnumerable<LabelledText> prose)
    {
        const WordTraits names = WordTraits.Given | WordTraits.Surname | WordTraits.Town | WordTraits.Region;
        var traits = new SortedDictionary<uint, WordTraits>();
        var empty = new Lexicon(new uint[2]);

        // 1. The lists.
        var common = lists.Given.GroupBy(g => g.Name.ToLowerInvariant(), StringComparer.Ordinal).Where(g => g.Count() >= CommonLocales).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var small = lists.Plain.Concat(lists.Links).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in lists.Given) Add(name, WordTraits.Given | (common.Contains(name.ToLowerInvariant()) ? WordTraits.CommonGiven : WordTraits.None), WordTraits.Given);
        foreach (var (name, _) in lists.Surnames) Add(name, WordTraits.Surname, WordTraits.Surname);
        foreach (var (name, _, people) in lists.Towns) Add(name, WordTraits.Town | (people >= CityPeople ? WordTraits.City : WordTraits.None), WordTraits.TownPart);
        foreach (var name in lists.Regions) Add(name, WordTraits.Region, WordTraits.Region);
        foreach (var word in lists.OrganizationWords) Put(word, WordTraits.OrganizationWord);
        foreach (var word in lists.Organizations)
        {
            foreach (var spelled in new[] { word, Unaccented(word) }.Distinct(StringComparer.Ordinal))
            {
                // The town is as likely as its club or its bank.
                if (!traits.GetValueOrDefault(WordReader.HashOf(spelled)).HasAny(WordTraits.Town | WordTraits.Region | WordTraits.CommonGiven)) Put(spelled, WordTraits.Organization);
            }
        }

        foreach (var word in lists.CompanyForms) Put(word, WordTraits.CompanyForm);
        foreach (var word in lists.Honorifics) Put(word, WordTraits.Honorific);
        foreach (var word in lists.Nationalities) Put(word.TrimEnd('*'), WordTraits.Nationality | (word.EndsWith('*') ? WordTraits.Everyday : WordTraits.None));
        foreach (var word in lists.Plain) Put(word, WordTraits.Plain);
        foreach (var word in lists.Links) Put(word, WordTraits.Link);

        // 2. Everyday words. Plain texts write names in lower case too, in addresses and code: of a word that is also a name they must hold many.
        var marked = Counts(texts);
        var both = Counts(prose);
        foreach (var (hash, count) in marked) both[hash] = both.GetValueOrDefault(hash) + count;
        foreach (var (hash, count) in both)
        {
            var known = traits.GetValueOrDefault(hash);
            var seen = known.HasAny(names) && count < ManyTimes ? marked.GetValueOrDefault(hash) : count;
            if (seen >= SeenTimes) traits[hash] = known | (seen >= FrequentTimes ? WordTraits.Frequent : WordTraits.Seen);
        }

        // 3. The table.
        var entries = new uint[1 << Bits];
        foreach (var (hash, value) in traits) Lexicon.Put(entries, hash, value);
        return new Lexicon(entries);

        void Put(string word, WordTraits trait)
        {
            var hash = WordReader.HashOf(word);
            traits[hash] = traits.GetValueOrDefault(hash) | trait;
        }

        // A name of one word, or each longer word of a name and the pairs of words in it; with and without accents.
        void Add(string name, WordTraits whole, WordTraits part)
        {
            foreach (var spelled in new[] { name, Unaccented(name) }.Distinct(StringComparer.Ordinal))
            {
                var words = new List<(string Text, uint Hash)>();
                var reader = new WordReader(spelled, empty);
                while (reader.TryRead(out var word)) words.Add((spelled.Substring(word.Start, word.Length).ToLowerInvariant(), word.Hash));
                foreach (var (text, hash) in words)
                {
                    if (text.Length < 2 || (words.Count > 1 && (text.Length < 3 || small.Contains(text)))) continue;
                    traits[hash] = traits.GetValueOrDefault(hash) | (words.Count == 1 ? whole : part);
                }

                if (!part.HasAny(WordTraits.TownPart | WordTraits.Region)) continue;
                for (var i = 1; i < words.Count; i++)
                {
                    var pair = Lexicon.PairHash(words[i - 1].Hash, words[i].Hash);
                    traits[pair] = traits.GetValueOrDefault(pair) | WordTraits.Pair;
                }
            }
        }
    }

    // How often each word is written in lower case.
    private static SortedDictionary<uint, int> Counts(IEnumerable<LabelledText> texts)
    {
        var counts = new SortedDictionary<uint, int>();
        var empty = new Lexicon(new uint[2]);
        foreach (var text in texts)
        {
            var reader = new WordReader(text.Text, empty);
            while (reader.TryRead(out var word))
            {
                if (word.Shape == WordShape.Lower) counts[word.Hash] = counts.GetValueOrDefault(word.Hash) + 1;
            }
        }

        return counts;
    }

    public static string Unaccented(string name) => string.Create(name.Length, name, static (chars, source) =>
    {
        for (var i = 0; i < chars.Length; i++)
        {
            var lower = char.ToLowerInvariant(source[i]);
            var at = Accented.IndexOf(lower, StringComparison.Ordinal);
            chars[i] = at < 0 ? source[i] : lower == source[i] ? Bare[at] : char.ToUpperInvariant(Bare[at]);
        }
    });
}
