using System.Runtime.Intrinsics;
using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>Builds a names model from marked texts.</summary>
internal static class NamesTrainer
{
    private const int FirstBits = 18, FirstEpochs = 5, LeastSeen = 3,  SecondBits = 15, SecondEpochs = 5, Folds = 2;

    public static NameModel Train(NameLists lists, IReadOnlyList<LabelledText> texts, IReadOnlyList<LabelledText> marked, IReadOnlyList<LabelledText> prose, short[] bias)
    {
        var lexicon = LexiconBuilder.Build(lists, marked, prose);
        var copies = texts.SelectMany(Copies).ToArray();

        // 1. First pass: examples, a model for each half of the documents that has not seen it, and one of all.
        var model = new NameModel(lexicon, new WeightTable(new ulong[2]), new WeightTable(new ulong[2]), bias);
        var first = new Examples();
        List<uint> groups = [];
        var words = new Word[copies.Length][];
        for (var i = 0; i < copies.Length; i++)
        {
            words[i] = Read(copies[i].Text, lexicon);
            Add(copies[i], words[i], lexicon, first, groups);
        }

        var tables = new WeightTable[Folds + 1];
        Parallel.For(0, Folds + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
            tables[fold] = new Learner(first, e => groups[e] / 16 % Folds != fold, FirstBits, LeastSeen, null).Learn(FirstEpochs, 7));

        // 2. Second pass, over what the halves say of the documents they have not seen.
        var second = new Examples();
        var offsets = new List<float>();
        Span<uint> features = stackalloc uint[FeatureList.Capacity];
        for (var i = 0; i < copies.Length; i++)
        {
            var half = new NameModel(lexicon, tables[copies[i].Group / 16 % Folds], model.SecondWeights, bias);
            for (var w = 0; w < words[i].Length; w++) NameTagger.First(half, copies[i].Text, words[i], w);
            var labels = Labels(copies[i], words[i]);
            for (var w = 0; w < words[i].Length; w++)
            {
                if (!NameTagger.Counts(words[i], w) || labels[w] == Ignored) continue;
                var list = new FeatureList(features);
                NameFeatures.Second(words[i], w, ref list);
                second.Add(list.Features, labels[w], Weight(copies[i]));
                for (var lane = 0; lane < 8; lane++) offsets.Add(lane == 7 ? 0 : words[i][w].Scores[lane] / (float)NameModel.Scale);
            }
        }

        var last = new Learner(second, _ => true, SecondBits, LeastSeen, [.. offsets]).Learn(SecondEpochs, 9);
        return new NameModel(lexicon, tables[Folds], last, bias);
    }

    private const byte Ignored = 255;

    // The text, and copies of it in the cases that people write prompts and headings in.
    private static IEnumerable<LabelledText> Copies(LabelledText text)
    {
        yield return text;
        if (text.Unmarked) yield break;
        var lot = text.Group / 160 % 100;
        if (lot < 45) yield return text with { Text = Recase(text.Text, static (_, c) => char.ToLowerInvariant(c)) };
        else if (lot < 57) yield return text with { Text = Recase(text.Text, static (_, c) => char.ToUpperInvariant(c)) };
        else if (lot < 65) yield return text with { Text = Recase(text.Text, static (before, c) => char.IsLetterOrDigit(before) || before is '\'' or '\u2019' ? c : char.ToUpperInvariant(c)) };
    }

    private static string Recase(string text, Func<char, char, char> change) => string.Create(text.Length, (text, change), static (chars, state) =>
    {
        for (var i = 0; i < chars.Length; i++) chars[i] = state.change(i == 0 ? ' ' : state.text[i - 1], state.text[i]);
    });

    private static Word[] Read(string text, Lexicon lexicon)
    {
        var words = new List<Word>();
        var reader = new WordReader(text, lexicon);
        while (reader.TryRead(out var word)) words.Add(word);
        return [.. words];
    }

    private static void Add(LabelledText text, Word[] words, Lexicon lexicon, Examples examples, List<uint> groups)
    {
        Span<uint> features = stackalloc uint[FeatureList.Capacity];
        var labels = Labels(text, words);
        for (var w = 0; w < words.Length; w++)
        {
            if (!NameTagger.Counts(words, w) || labels[w] == Ignored) continue;
            var list = new FeatureList(features);
            NameFeatures.First(text.Text, words, w, lexicon, ref list);
            examples.Add(list.Features, labels[w], Weight(text));
            groups.Add(text.Group);
        }
    }

    private static float Weight(LabelledText text) => text.Source.StartsWith("europeana", StringComparison.Ordinal) ? 0.5f : 1f;

    // A tag for each word. Titles before a name are not part of it.
    private static byte[] Labels(LabelledText text, Word[] words)
    {
        const WordTraits telling = WordTraits.CommonGiven | WordTraits.City | WordTraits.Region;
        var labels = new byte[words.Length];
        var at = 0;
        foreach (var span in text.Spans)
        {
            while (at < words.Length && words[at].End <= span.Start) at++;
            var begun = false;
            for (; at < words.Length && words[at].Start < span.End; at++)
            {
                if (Math.Min(words[at].End, span.End) - Math.Max(words[at].Start, span.Start) < words[at].Length / 2) continue;
                if (!begun && span.Tag == NameTag.Person && words[at].Traits.HasAny(WordTraits.Honorific) && at + 1 < words.Length && words[at + 1].Start < span.End) continue;
                labels[at] = begun ? (byte)(span.Tag + 1) : span.Tag;
                begun = true;
            }
        }

        foreach (var span in text.Neutral)
        {
            var begun = false;
            for (var i = 0; i < words.Length; i++)
            {
                if (words[i].Start < span.Start || words[i].End > span.End || words[i].Shape is WordShape.Number or WordShape.Opaque) continue;
                labels[i] = begun ? (byte)(span.Tag + 1) : span.Tag;
                begun = true;
            }
        }

        if (!text.Unmarked) return labels;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Shape is not (WordShape.Lower or WordShape.Camel) && words[i].Traits.HasAny(telling)) labels[i] = Ignored;
        }

        return labels;
    }
}
