using System.Runtime.CompilerServices;

namespace Sallyport.Detection.Names;

/// <summary>What the two passes look at. Everything lies within <see cref="Distance"/> chars and a few words, which keeps every decision local.</summary>
internal static class NameFeatures
{
    /// <summary>Words and scores further away than this, in chars from start to start, are not looked at.</summary>
    public const int Distance = 60;

    /// <summary>Words to the right that each pass looks at.</summary>
    public const int FirstAhead = 2, SecondAhead = 1;

    private const WordTraits Broad = WordTraits.Given | WordTraits.Surname | WordTraits.Town | WordTraits.City | WordTraits.Region | WordTraits.OrganizationWord
        | WordTraits.Organization | WordTraits.CompanyForm | WordTraits.Honorific | WordTraits.Nationality | WordTraits.Link | WordTraits.Plain;

    private static readonly Word s_none = new() { Shape = WordShape.None };

    /// <summary>Features of the first pass: the word, its neighbours, what the lexicon knows of them.</summary>
    public static void First(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, Lexicon lexicon, ref FeatureList list)
    {
        ref readonly var w = ref words[at];
        ref readonly var a = ref Near(words, at, at - 1);
        ref readonly var a2 = ref Near(words, at, at - 2);
        ref readonly var a3 = ref Near(words, at, at - 3);
        ref readonly var b = ref Near(words, at, at + 1);
        ref readonly var b2 = ref Near(words, at, at + 2);
        uint shape = (uint)w.Shape, gap = w.Gap, next = b.Gap, traits = (uint)w.Traits;
        uint around = ((((uint)a.Shape * 16) + shape) * 16) + (uint)b.Shape;

        list.Add(1);
        list.Add(w.Hash);
        list.Add(w.Hash, shape);
        list.Add(a.Hash);
        list.Add(b.Hash);
        list.Add(a2.Hash);
        list.Add(b2.Hash);
        list.Add(a3.Hash);
        list.Add(a.Hash, w.Hash);
        list.Add(w.Hash, b.Hash);
        list.Add(a2.Hash, a.Hash);
        list.Add(b.Hash, b2.Hash);
        list.Add(a.Hash, b.Hash);

        Span<char> lower = stackalloc char[Word.MaxLength];
        var spelled = Spell(text.Slice(w.Start, w.Length), lower);
        list.Add(Affix(spelled[^Math.Min(2, spelled.Length)..]), shape);
        list.Add(Affix(spelled[^Math.Min(3, spelled.Length)..]));
        list.Add(w.Ending, shape);
        list.Add(Affix(spelled[..Math.Min(3, spelled.Length)]), shape);
        list.Add(Affix(spelled[..Math.Min(4, spelled.Length)]));
        list.Add((uint)Math.Min(spelled.Length, 12), shape);

        list.Add(around);
        list.Add(around, (uint)a2.Shape, (uint)b2.Shape);
        list.Add(gap, shape);
        list.Add(next, shape);
        list.Add(gap, next, shape);
        list.Add(gap, next, around);

        list.Add(traits, shape);
        list.Add(traits, shape, (uint)(a.Traits & Broad));
        list.Add(traits, shape, (uint)(b.Traits & Broad));
        list.Add(traits & (uint)Broad, (uint)(a.Traits & Broad), (uint)(b.Traits & Broad));
        list.Add((uint)(a.Traits & Broad), (uint)a.Shape, shape);
        list.Add((uint)(b.Traits & Broad), (uint)b.Shape, shape);
        list.Add((uint)(a2.Traits & Broad), (uint)(a.Traits & Broad), traits & (uint)Broad);
        list.Add(a.Hash, traits, shape);
        list.Add(b.Hash, traits, shape);
        list.Add(a.Hash, shape);
        list.Add(b.Hash, shape);
        list.Add(a2.Hash, shape);
        list.Add(b2.Hash, shape);
        list.Add(a.Hash, gap, shape);
        list.Add(b.Hash, next, shape);
        list.Add(a2.Hash, a.Hash, shape);
        list.Add(a.Ending, gap, shape);
        list.Add(b.Ending, next, shape);
        list.Add(a2.Gap, gap, shape);
        list.Add(b2.Gap, next, shape);
        list.Add(Regime(words, at), shape, traits & (uint)(Broad | WordTraits.Frequent | WordTraits.Seen));

        var pairs = (a.Shape != WordShape.None && lexicon.IsPair(a.Hash, w.Hash) ? 1u : 0) + (b.Shape != WordShape.None && lexicon.IsPair(w.Hash, b.Hash) ? 2u : 0);
        if (pairs > 0) list.Add(pairs, shape);
        else list.Skip();

        var hyphen = w.Shape == WordShape.Mixed ? spelled.IndexOf('-') : -1;
        if (hyphen > 0 && hyphen < spelled.Length - 1)
        {
            var front = lexicon.Find(WordReader.HashOf(spelled[..hyphen]));
            var back = lexicon.Find(WordReader.HashOf(spelled[(hyphen + 1)..]));
            list.Add((uint)front, (uint)back);
            list.Add((uint)(front & Broad));
            list.Add((uint)(back & Broad));
        }
        else
        {
            list.Skip();
            list.Skip();
            list.Skip();
        }

        // Each trait by itself: rare combinations share what their parts have taught.
        for (var bit = 0; bit < 16; bit++)
        {
            if ((traits & (1u << bit)) != 0) list.Add(shape);
            else list.Skip();
        }
    }

    /// <summary>Features of the second pass: what the first one thinks of the word and of its neighbours.</summary>
    public static void Second(ReadOnlySpan<Word> words, int at, ref FeatureList list)
    {
        ref readonly var w = ref words[at];
        ref readonly var a = ref Near(words, at, at - 1);
        ref readonly var a2 = ref Near(words, at, at - 2);
        ref readonly var b = ref Near(words, at, at + 1);
        uint tag = w.First, sure = (uint)((w.First * 8) + w.Second), shape = (uint)w.Shape, traits = (uint)(w.Traits & Broad);
        uint before = a.First, before2 = a2.First, after = b.First;
        uint surely = (sure * 4) + w.Sureness, surelyBefore = (before * 4) + a.Sureness, surelyAfter = (after * 4) + b.Sureness;
        uint row = (((before * 8) + tag) * 8) + after;

        list.Add(surely);
        list.Add(before, surely);
        list.Add(surely, after);
        list.Add(surelyBefore, surely);
        list.Add(surely, surelyAfter);
        list.Add(row);
        list.Add(row, before2);
        list.Add(row, w.Gap, b.Gap);
        list.Add(surelyBefore, surelyAfter, shape);
        list.Add((before * 8) + tag, w.Gap);
        list.Add((tag * 8) + after, b.Gap);
        list.Add((before * 8) + before2, tag, shape);
        list.Add(row, shape, traits);
        list.Add(before, w.Hash);
        list.Add(after, w.Hash);
        list.Add(row, w.Hash);
        list.Add(before, a.Hash, tag);
        list.Add(after, b.Hash, tag);
        list.Add(before2, a.Hash, tag);
        list.Add((before * 8) + tag, w.Ending);
        list.Add(row, (uint)(a.Traits & Broad));
        list.Add(row, (uint)(b.Traits & Broad));
        list.Add(row, (((uint)a.Shape * 16) + shape) * 16, (uint)b.Shape);
    }

    /// <summary>True if a word is near enough to another one to be looked at.</summary>
    public static bool IsNear(ReadOnlySpan<Word> words, int at, int other) =>
        (uint)other < (uint)words.Length && Math.Abs(words[other].Start - words[at].Start) <= Distance;

    private static ref readonly Word Near(ReadOnlySpan<Word> words, int at, int other)
    {
        if (IsNear(words, at, other)) return ref words[other];
        return ref Unsafe.AsRef(in s_none);
    }

    // Whether people write with capitals here.
    private static uint Regime(ReadOnlySpan<Word> words, int at)
    {
        uint seen = 0;
        for (var i = at - 3; i <= at + FirstAhead; i++)
        {
            if (i == at || !IsNear(words, at, i)) continue;
            seen |= words[i].Shape switch
            {
                WordShape.Lower => 1u,
                WordShape.Title or WordShape.Mixed => 2u,
                WordShape.Upper => 4u,
                _ => 0u,
            };
        }

        return seen;
    }

    private static ReadOnlySpan<char> Spell(ReadOnlySpan<char> word, Span<char> lower)
    {
        for (var i = 0; i < word.Length; i++) lower[i] = word[i] is '\u2019' ? '\'' : word[i] is '\u2010' or '\u2011' ? '-' : char.ToLowerInvariant(word[i]);
        return lower[..word.Length];
    }

    private static uint Affix(ReadOnlySpan<char> part)
    {
        uint hash = 5;
        foreach (var c in part) hash = (hash * 257) + c;
        return hash;
    }
}
