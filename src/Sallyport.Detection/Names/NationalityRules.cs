namespace Sallyport.Detection.Names;

/// <summary>Tells a nationality from a language of the same name.</summary>
internal static class NationalityRules
{
    private static readonly uint[] s_before = Hashes(
        "in", "into", "to", "from", "speak", "speaks", "speaking", "spoke", "spoken", "learn", "learning", "fluent", "translate", "write", "read", "understand", "teach", "auf", "ins", "aus", "spreche", "spricht",
        "sprechen", "lerne", "en", "parle", "parler", "apprendre", "habla", "hablo", "hablar", "em", "falo", "fala", "på", "til", "till", "taler", "talar", "spreek", "spreekt", "naar", "het", "uit");

    private static readonly uint[] s_after = Hashes(
        "language", "languages", "translation", "translations", "translator", "version", "speaker", "speakers", "speaking", "grammar", "text", "texts", "word", "words", "sentence", "sentences", "keyboard", "locale", "alphabet",
        "sprache", "übersetzung", "fries", "toast", "press", "door", "doors", "dressing", "numerals", "roulette", "shepherd");

    public static bool Holds(ReadOnlySpan<Word> words, int at)
    {
        ref readonly var word = ref words[at];
        if (word.Shape == WordShape.Lower && word.Traits.HasAny(WordTraits.Everyday | WordTraits.Plain)) return false;
        if (word.Shape is not (WordShape.Lower or WordShape.Title or WordShape.Upper or WordShape.Mixed)) return false;
        if (word.Shape == WordShape.Upper && word.Length < 4) return false;
        if (NameFeatures.IsNear(words, at, at + 1) && Array.IndexOf(s_after, words[at + 1].Hash) >= 0) return false;
        return !NameFeatures.IsNear(words, at, at - 1) || Array.IndexOf(s_before, words[at - 1].Hash) < 0;
    }

    private static uint[] Hashes(params string[] words) => [.. words.Select(w => WordReader.HashOf(w))];
}
