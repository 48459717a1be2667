using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Names;

/// <summary>Gives words their tags: a first pass over features of the text, a second over what the first said nearby.</summary>
internal static class NameTagger
{
    /// <summary>Words to the right that must be known before a word's tag is.</summary>
    public const int Ahead = NameFeatures.FirstAhead + NameFeatures.SecondAhead;

    /// <summary>Words to the left that are looked at, and as many again that they look at.</summary>
    public const int Behind = 3 + 2;

    /// <summary>True if the word needs a score: it may be a name, or it may link two that are.</summary>
    public static bool Counts(ReadOnlySpan<Word> words, int at)
    {
        ref readonly var word = ref words[at];
        if (word.Candidate) return true;
        if (word.MayFollow && Is(words, at, at - 1)) return true;
        if (!word.Traits.HasAny(WordTraits.Link)) return false;
        return (Is(words, at, at - 1) || (Links(words, at, at - 1) && Is(words, at, at - 2))) && (Is(words, at, at + 1) || (Links(words, at, at + 1) && Is(words, at, at + 2)));
    }

    public static void First(NameModel model, ReadOnlySpan<char> text, Span<Word> words, int at)
    {
        ref var word = ref words[at];
        if (!Counts(words, at))
        {
            (word.First, word.Second, word.Sureness) = (0, 0, 3);
            word.Scores = Vector128<short>.Zero;
            return;
        }

        Span<uint> features = stackalloc uint[FeatureList.Capacity];
        var list = new FeatureList(features);
        NameFeatures.First(text, words, at, model.Lexicon, ref list);
        SetScores(ref word, model.FirstWeights.Sum(list.Features, Vector128<short>.Zero));
    }

    /// <summary>Keeps what the first pass says of a word, in the form that the second looks at.</summary>
    public static void SetScores(ref Word word, Vector128<short> scores)
    {
        word.Scores = scores;
        int best = 0, next = 1;
        if (scores[1] > scores[0]) (best, next) = (1, 0);
        for (var i = 2; i < NameTag.Count; i++)
        {
            if (scores[i] > scores[best]) (best, next) = (i, best);
            else if (scores[i] > scores[next]) next = i;
        }

        var lead = scores[best] - scores[next];
        (word.First, word.Second) = ((byte)best, (byte)next);
        word.Sureness = lead < NameModel.Scale / 2 ? (byte)0 : lead < NameModel.Scale * 3 / 2 ? (byte)1 : lead < NameModel.Scale * 3 ? (byte)2 : (byte)3;
    }

    public static void Second(NameModel model, Span<Word> words, int at)
    {
        ref var word = ref words[at];
        word.Tag = NameTag.Outside;
        if (!Counts(words, at)) return;

        Span<uint> features = stackalloc uint[FeatureList.Capacity];
        var list = new FeatureList(features);
        NameFeatures.Second(words, at, ref list);
        var scores = model.SecondWeights.Sum(list.Features, word.Scores + model.Bias);
        var best = 0;
        for (var i = 1; i < NameTag.Count; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        word.Tag = (byte)best;
        word.Margin = (short)(scores[best] - scores[0]);
    }

    private static bool Is(ReadOnlySpan<Word> words, int at, int other) => NameFeatures.IsNear(words, at, other) && words[other].Candidate;

    private static bool Links(ReadOnlySpan<Word> words, int at, int other) => NameFeatures.IsNear(words, at, other) && words[other].Traits.HasAny(WordTraits.Link);
}
