namespace Sallyport.Detection.Names;

/// <summary>Forms of address: before a person's name, or as the value of a field that says so.</summary>
internal static class TitleRules
{
    private const int MaxTitles = 3;

    private static readonly uint[] s_fields = Hashes(
        "title", "prefix", "salutation", "honorific", "nameprefix", "titleprefix", "anrede", "titel", "civilité", "civilite", "titre", "tratamiento", "título", "titulo", "tratamento", "aanhef", "titolo", "tytuł", "tiltale");

    private static readonly uint[] s_is = Hashes("is", "ist", "est", "es", "é", "er", "är");

    private static readonly uint[] s_always = Hashes("mr", "mrs", "ms", "mx", "herr", "frau", "hr", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sra", "dhr", "mevr", "mevrouw", "meneer", "senhor", "senhora", "dr", "prof", "fru", "signor", "signora", "sig", "pan", "pani");

    /// <summary>Where the title that starts at this word ends, or 0 if it is none.</summary>
    public static int EndOf(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        if (IsFieldValue(words, at)) return WithDot(text, words[at].End);

        // One or more titles in a row, with an "and" at most, then the name.
        var next = at + 1;
        if (next + 1 < words.Length && words[next].Joins && words[next].Traits.HasAny(WordTraits.Link) && words[next + 1].Traits.HasAny(WordTraits.Honorific)) next++;
        while (next < words.Length && next - at < MaxTitles && words[next].Joins && words[next].Traits.HasAny(WordTraits.Honorific) && words[next].Tag == NameTag.Outside) next++;
        if (next >= words.Length || !words[next].Joins) return 0;
        ref readonly var name = ref words[next];
        if (NameTag.Kind(name.Tag) == NameTag.Person) return WithDot(text, words[at].End);

        // Herr and Mrs are nothing else: whoever follows with a capital is a person.
        return next == at + 1 && words[at].Shape == WordShape.Title && name.Shape is WordShape.Title or WordShape.Mixed && name.Tag == NameTag.Outside
            && !name.Traits.HasAny(WordTraits.Plain | WordTraits.Link) && Array.IndexOf(s_always, words[at].Hash) >= 0 ? WithDot(text, words[at].End) : 0;
    }

    /// <summary>True if the word names a field that holds titles.</summary>
    public static bool IsField(in Word word) => Array.IndexOf(s_fields, word.Hash) >= 0;

    private static bool IsFieldValue(ReadOnlySpan<Word> words, int at)
    {
        if (at == 0 || !NameFeatures.IsNear(words, at, at - 1) || words[at].Shape is WordShape.Lower) return false;
        if (!words[at].Joins) return Array.IndexOf(s_fields, words[at - 1].Hash) >= 0;
        return at > 1 && NameFeatures.IsNear(words, at, at - 2) && Array.IndexOf(s_is, words[at - 1].Hash) >= 0 && Array.IndexOf(s_fields, words[at - 2].Hash) >= 0;
    }

    private static int WithDot(ReadOnlySpan<char> text, int end) => end < text.Length && text[end] == '.' ? end + 1 : end;

    private static uint[] Hashes(params string[] words) => [.. words.Select(w => WordReader.HashOf(w))];
}
