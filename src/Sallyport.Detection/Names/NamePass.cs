namespace Sallyport.Detection.Names;

/// <summary>Reads a text once for all name detectors of a set: cuts it into words, tags them, joins them to names.</summary>
/// <remarks>
/// Works on a short buffer of words that slides over the text. Every decision looks at a few words and at most
/// <see cref="NameFeatures.Distance"/> chars on either side, so a window of a stream gives the same answer as the whole text.
/// </remarks>
internal sealed class NamePass(NameModel model)
{
    /// <summary>A name of more chars or words is handed out as overlapping pairs of words, each decided by itself.</summary>
    public const int MaxNameLength = 64, MaxNameWords = 8;

    /// <summary>Chars before a name that can matter: a name too long to be one, the scores around it, what those look at, and the gap before that.</summary>
    public const int LookBehind = MaxNameLength + Word.MaxLength + 8 + (2 * NameFeatures.Distance) + WordReader.MaxGap;

    /// <summary>Chars after a name's start that can matter.</summary>
    public const int LookAhead = MaxNameLength + Word.MaxLength + 8 + Settled;

    // From the start of a word to the end of the last word that its tag looks at.
    private const int Settled = (2 * NameFeatures.Distance) + Word.MaxLength + 1 + WordReader.Lookahead;
    private const int TailLength = Settled + MaxNameLength + (2 * Word.MaxLength);
    private const int Capacity = 128, Kept = NameTagger.Behind + MaxNameWords + 8;
    private readonly int[] _detectors = [-1, -1, -1, -1, -1];

    /// <summary>The pass that serves the name detectors among these, or null if there are none.</summary>
    public static NamePass? For(IReadOnlyList<IDetector> detectors)
    {
        NamePass? pass = null;
        for (var i = 0; i < detectors.Count; i++)
        {
            if (detectors[i] is NameDetector detector) (pass ??= new NamePass(NameModel.Shipped)).Serve(detector.Kind, i);
        }

        return pass;
    }

    /// <summary>Says under which index findings of a kind are handed out. Kinds without one are not.</summary>
    public void Serve(NameKind kind, int detector) => _detectors[(int)kind] = detector;

    /// <param name="only">The index to stamp on findings when the pass serves a single detector; -1 to use each detector's own.</param>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings, int only = -1)
    {
        Span<Word> words = stackalloc Word[Capacity];
        var reader = new WordReader(text, model.Lexicon);
        int count = 0, first = 0, second = 0, done = 0;
        for (var more = true; more;)
        {
            while (count < Capacity && (more = reader.TryRead(out words[count]))) count++;
            var known = words[..count];
            for (var to = more ? count - NameFeatures.FirstAhead : count; first < to; first++) NameTagger.First(model, text, known, first);
            for (var to = more ? first - NameFeatures.SecondAhead : count; second < to; second++) NameTagger.Second(model, known, second);
            for (var to = more ? second - MaxNameWords - 1 : count; done < to; done++) At(text, known, done, ref findings, only);
            if (!more) return;

            var drop = done - Kept;
            if (drop <= 0) continue;
            words[drop..count].CopyTo(words);
            count -= drop;
            first -= drop;
            second -= drop;
            done -= drop;
        }
    }

    /// <summary>
    /// First index from which a name might still begin, grow, shrink or vanish if more text followed: the start of the first word that can
    /// be part of a name and whose neighbours to the right are not all known.
    /// </summary>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        Span<Word> words = stackalloc Word[TailLength + 1];
        var from = Math.Max(0, text.Length - TailLength);
        var reader = new WordReader(text[from..], model.Lexicon);
        var count = 0;
        while (reader.TryRead(out words[count])) count++;
        if (count == 0) return text.Length;

        // 1. The last word may still grow into anything.
        var length = text.Length - from;
        var open = reader.IsComplete(words[count - 1]) ? length : words[count - 1].Start;
        var complete = open < length ? count - 1 : count;

        // 2. Words without enough complete words after them, back to where a name with them could begin.
        for (var i = Math.Max(0, complete - NameTagger.Ahead); i < count; i++)
        {
            if (!MayBePart(words, i) || length - words[i].Start > Settled) continue;
            var start = i;
            while (start > 0 && words[start].Joins && MayBePart(words, start - 1) && words[i].Start - words[start - 1].Start <= MaxNameLength) start--;
            open = Math.Min(open, words[start].Start);
            break;
        }

        return from + open;
    }

    private static bool MayBePart(scoped ReadOnlySpan<Word> words, int at)
    {
        ref readonly var word = ref words[at];
        if (word.Candidate || word.Traits.HasAny(WordTraits.Honorific | WordTraits.Nationality) || JobWords.Of(word) != JobWord.None) return true;
        return (word.MayFollow || word.Traits.HasAny(WordTraits.Link)) && at > 0 && word.Joins && MayBePart(words, at - 1);
    }

    // Adds what begins at a word.
    private void At(ReadOnlySpan<char> text, scoped ReadOnlySpan<Word> words, int at, ref FindingSink findings, int only)
    {
        ref readonly var word = ref words[at];
        if (word.Traits.HasAny(WordTraits.Honorific))
        {
            var end = TitleRules.EndOf(text, words, at);
            if (end > 0) Add(NameKind.Title, word.Start, end, Confidence.Likely, ref findings, only);
        }
        else if (word.Traits.HasAny(WordTraits.Nationality) && NationalityRules.Holds(words, at))
        {
            Add(NameKind.Nationality, word.Start, word.End, Confidence.Likely, ref findings, only);
        }

        var job = JobTitles.EndOf(text, words, at);
        if (job > 0) Add(NameKind.Title, word.Start, job, Confidence.Likely, ref findings, only);

        if (word.Tag == NameTag.Outside) return;
        int start = at, last = at;
        while (GoesOn(words, start) && at - start <= MaxNameWords) start--;
        while (GoesOn(words, last + 1) && last - at <= MaxNameWords) last++;
        if (last - start >= MaxNameWords || words[last].End - words[start].Start > MaxNameLength)
        {
            if (last > at) Add(words, at, at + 1, ref findings, only);
        }
        else if (start == at)
        {
            Add(words, at, last, ref findings, only);
        }
    }

    // "and Republicans": nothing but words for people of a kind, which are findings of their own.
    private static bool IsPeople(scoped ReadOnlySpan<Word> words, int from, int last)
    {
        var people = false;
        for (var i = from; i <= last; i++)
        {
            if (words[i].Traits.HasAny(WordTraits.Nationality) && NationalityRules.Holds(words, i)) people = true;
            else if (!words[i].Traits.HasAny(WordTraits.Link)) return false;
        }

        return people;
    }

    private static bool GoesOn(scoped ReadOnlySpan<Word> words, int at) =>
        at > 0 && at < words.Length && words[at].Tag != NameTag.Outside && !NameTag.IsFirst(words[at].Tag) && words[at].Joins && NameTag.Kind(words[at - 1].Tag) == NameTag.Kind(words[at].Tag);

    private void Add(scoped ReadOnlySpan<Word> words, int from, int last, ref FindingSink findings, int only)
    {
        if (NameTag.Kind(words[from].Tag) != NameTag.Person && IsPeople(words, from, last)) return;
        var margin = words[from].Margin;
        for (var i = from + 1; i <= last; i++) margin = Math.Max(margin, words[i].Margin);
        var kind = NameTag.Kind(words[from].Tag) switch
        {
            NameTag.Person => NameKind.Person,
            NameTag.Location => NameKind.Location,
            _ => NameKind.Organization,
        };
        Add(kind, words[from].Start, words[last].End, margin >= 2 * NameModel.Scale ? Confidence.Likely : Confidence.Possible, ref findings, only);
    }

    private void Add(NameKind kind, int start, int end, Confidence confidence, ref FindingSink findings, int only)
    {
        var detector = _detectors[(int)kind];
        if (detector < 0) return;
        findings.Detector = only < 0 ? detector : only;
        findings.Add(start, end - start, confidence);
    }
}
