namespace Sallyport.Detection.Names;

/// <summary>Names of jobs that somebody has: beside a person's name, after "works as" and its like, or as the value of a field that says so.</summary>
internal static class JobTitles
{
    private const int MaxWords = 5, MaxVerbWords = 6;

    private static readonly uint[] s_fields = Hashes("jobtitle", "job", "position", "occupation", "profession", "designation", "beruf", "berufsbezeichnung", "poste", "métier", "fonction", "puesto", "cargo", "profesión", "profissão", "functie", "beroep", "stilling", "yrke", "befattning");

    private static readonly uint[] s_verbs = Hashes(
        "work", "works", "worked", "hired", "employed", "appointed", "serves", "served", "serve", "joined", "started", "promoted", "arbeitet", "arbeite", "arbeitete", "travaille", "trabaja", "trabajo", "trabalha", "trabalho", "werkt", "werk", "arbejder", "arbetar", "jobbar");

    private static readonly uint[] s_as = Hashes("as", "als", "comme", "como", "som");

    private static readonly uint[] s_articles = Hashes("a", "an", "the", "our", "their", "its", "ein", "eine", "un", "una", "um", "uma", "een", "en", "ett");

    private static readonly uint[] s_of = Hashes("of", "for", "de", "du", "für", "van");

    private static readonly uint[] s_at = Hashes("at", "bei", "chez", "bij", "hos");

    private static readonly uint[] s_after = Hashes("at", "of", "for", "in", "with", "from", "and", "who", "bei", "beim", "chez", "en", "bij", "hos", "på", "na", "da", "und", "et", "y", "e", "och");

    /// <summary>Where the job that starts at this word ends, or 0 if none does.</summary>
    public static int EndOf(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        var part = JobWords.Of(words[at]);
        if (part == JobWord.None) return 0;
        if (at > 0 && JobWords.Of(words[at - 1]) != JobWord.None && IsTight(text, words, at)) return 0;

        // 1. As many words as belong to it; it ends with the last that names a job, or with what that one is of.
        var last = -1;
        bool strong = false, of = false;
        for (var i = at; i < words.Length && i - at < MaxWords && (i == at || IsTight(text, words, i)) && NameFeatures.IsNear(words, at, i); i++)
        {
            part = JobWords.Of(words[i]);
            if (part == JobWord.None)
            {
                if (of || last < 0 || last != i - 1 || Array.IndexOf(s_of, words[i].Hash) < 0) break;
                of = true;
            }
            else if (of || part != JobWord.Part)
            {
                last = i;
                strong |= part == JobWord.Head || i > at;
            }
            else if (last >= 0)
            {
                break;
            }
        }

        if (last < 0) return 0;
        var end = words[last].End;

        // 2. What stands around it.
        if (strong && IsPerson(words, at, last + 1) && words[last + 1].Start == end + 1 && text[end] == ' ') return end;
        if (IsAtFirm(text, words, at, last)) return end;
        if (at == 0 || !NameFeatures.IsNear(words, at, at - 1)) return 0;
        if (IsPerson(words, at, at - 1)) return IsApposition(text[words[at - 1].End..words[at].Start]) && IsOver(text, words, last) ? end : 0;
        if (IsField(text, words, at)) return IsOver(text, words, last) ? end : 0;
        return IsAs(words, at) ? end : 0;
    }

    private static bool IsPerson(ReadOnlySpan<Word> words, int at, int other) =>
        NameFeatures.IsNear(words, at, other) && NameTag.Kind(words[other].Tag) == NameTag.Person;

    // Product Manager at Contoso, CEO at Contoso: capitals throughout
    private static bool IsAtFirm(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, int last)
    {
        if (last == at && words[at].Shape != WordShape.Upper) return false;
        for (var i = at; i <= last; i++)
        {
            if (words[i].Shape is WordShape.Lower && Array.IndexOf(s_of, words[i].Hash) < 0) return false;
        }

        return last + 2 < words.Length && NameFeatures.IsNear(words, at, last + 2) && words[last + 1].Start == words[last].End + 1 && words[last + 2].Start == words[last + 1].End + 1 && text[words[last].End] == ' '
            && words[last + 2].Shape is not WordShape.Lower && Array.IndexOf(s_at, words[last + 1].Hash) >= 0;
    }

    // One space, a hyphen or a slash.
    private static bool IsTight(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        words[at].Start == words[at - 1].End + 1 && text[words[at - 1].End] is ' ' or '-' or '/';

    private static bool IsApposition(ReadOnlySpan<char> gap) => gap is ", " or " | " or "| " or " - " or " – " or " — " or " (" or ",\n" or "\n";

    private static bool IsField(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        var gap = text[words[at - 1].End..words[at].Start];
        return gap.Length <= 6 && gap.ContainsAny(':', '=') && !gap.Contains('\n') && (Array.IndexOf(s_fields, words[at - 1].Hash) >= 0 || TitleRules.IsField(words[at - 1]));
    }

    private static bool IsAs(ReadOnlySpan<Word> words, int at)
    {
        var before = at - 1;
        if (before > 0 && Array.IndexOf(s_articles, words[before].Hash) >= 0) before--;
        if (Array.IndexOf(s_as, words[before].Hash) < 0) return false;
        for (var i = before - 1; i >= 0 && before - i <= MaxVerbWords && NameFeatures.IsNear(words, at, i); i--)
        {
            if (Array.IndexOf(s_verbs, words[i].Hash) >= 0) return true;
        }

        return false;
    }

    // A sign, or a word that says where: at, of, bei.
    private static bool IsOver(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int last)
    {
        var end = words[last].End;
        if (end == text.Length || text[end] is '.' or ',' or ';' or '|' or ')' or '"' or '\'' or '\r' or '\n' or '<' or ']' or ':') return true;
        if (text[end] != ' ') return false;
        if (end + 1 < text.Length && text[end + 1] is '|' or '-' or '–' or '—' or '@' or '(') return true;
        return last + 1 < words.Length && words[last + 1].Start == end + 1 && Array.IndexOf(s_after, words[last + 1].Hash) >= 0;
    }

    private static uint[] Hashes(params string[] words) => [.. words.Select(w => WordReader.HashOf(w))];
}
