using Sallyport.Detection.Injection;
using Sallyport.Detection.Normalization;

namespace Sallyport.Training.Injection;

/// <summary>Trains and measures the injection model.</summary>
internal static class InjectionVerb
{
    public static int Run(string[] arguments)
    {
        var data = "training/data";
        var records = InjectionCorpus.Read(Path.Combine(data, "injection/train.jsonl.gz"));
        records.AddRange(InjectionCorpus.ReadHarmless(data));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        records.AddRange(PhraseGrammar.Expand(Path.Combine(data, "injection/phrases"), records));
        var vocabulary = VocabularyBuilder.Build(records);
        var tools = new PreparationTools(new Vocabulary(vocabulary));
        var texts = records.Select(r => PreparedText.AllOf(r, tools)).ToArray();
        Console.WriteLine($"{texts.Length} texts, {texts.Sum(v => v.Length)} views, {texts.Sum(v => v.Sum(t => (long)t.Features.Length))} features, {watch.Elapsed.TotalSeconds:0.0} s");

        var counts = texts.GroupBy(t => (t[0].Record.Source, t[0].Record.Attack)).ToDictionary(g => g.Key, g => g.Count());
        foreach (var origin in (TextOrigin[])[TextOrigin.User, TextOrigin.Tool])
        {
            LeaveOut(texts, tools, origin, counts, arguments.Contains("--sources"), arguments.Contains("--obfuscate"));
            Console.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s");
        }

        return 0;
    }

    private static void LeaveOut(PreparedText[][] texts, PreparationTools tools, TextOrigin origin, Dictionary<(string, bool), int> counts, bool bySource, bool obfuscate)
    {
        var held = new (PreparedText[] Text, float[][] Evidence)[Folds.Count][];
        var trainers = new LinearTrainer[Folds.Count];
        Parallel.For(0, Folds.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var trainer = trainers[fold] = new LinearTrainer { Rate = 0.1f, Epochs = 5, Decay = 0 };
            trainer.Train([.. texts.Where(t => Folds.Of(t[0].Record.Source) != fold && t[0].Record.Origin == origin).SelectMany(Taught)], t => Importance(t, counts), 5);
            var sums = new float[TokenList.Most + 1];
            held[fold] = [.. texts.Where(t => Folds.Of(t[0].Record.Source) == fold && t[0].Record.Origin == origin).Select(t => (t, t.Select(v => EvidenceOf(v, trainer, sums)).ToArray()))];
        });

        var all = held.SelectMany(h => h).ToArray();
        for (var k = 0; k < 4; k++)
        {
            var table = new ScoreTable(origin);
            foreach (var (text, evidence) in all) table.Add(text[0].Record, evidence.Max(e => e[k]));
            Console.Write($"scale {k} ");
            table.Print(Console.Out, false);
        }

        var samples = all.SelectMany(a => a.Evidence.Where((_, i) => !a.Text[0].Record.Attack || i == a.Evidence.Length - 1).Select(e => (e, a.Text[0].Record.Attack, Importance(a.Text[0], counts)))).ToArray();
        var weights = EvidenceTrainer.Train(samples);
        var final = new ScoreTable(origin);
        foreach (var (text, evidence) in all) final.Add(text[0].Record, evidence.Max(e => Dot(weights, e)));
        Console.Write("stacked ");
        final.Print(Console.Out, bySource);
        Console.WriteLine(string.Join(' ', weights.Select(w => w.ToString("0.00"))));
        if (!obfuscate) return;
        var (one, tenth) = (final.Threshold(0.01), final.Threshold(0.001));
        foreach (var (name, apply) in Obfuscations.All.Prepend(("plain", t => t)))
        {
            int attacks = 0, found = 0, harmless = 0, flagged = 0;
            for (var fold = 0; fold < Folds.Count; fold++)
            {
                var n = 0;
                foreach (var (text, _) in held[fold])
                {
                    var record = text[0].Record;
                    if (n++ % 11 != 0 || record.Text.Length > 2000 || record.Hard) continue;
                    var score = PreparedText.AllOf(record with { Text = apply(record.Text), Payload = null }, tools).Max(v => Dot(weights, EvidenceOf(v, trainers[fold], new float[TokenList.Most + 1])));
                    if (record.Attack) attacks++;
                    else harmless++;
                    if (score >= one) _ = record.Attack ? found++ : flagged++;
                }
            }

            Console.WriteLine(FormattableString.Invariant($"    {name,-16} recall {found / (double)attacks:0.000}, harmless flagged {flagged / (double)harmless:0.000}"));
        }
    }

    // Of a disguised attack only its last reading is one; of a harmless text every reading is harmless.
    private static IEnumerable<PreparedText> Taught(PreparedText[] views) => views[0].Record.Attack ? views[^1..] : views;

    private static float[] EvidenceOf(PreparedText text, LinearTrainer trainer, float[] sums)
    {
        LinearTrainer.Accumulate(text, trainer.Weights, sums);
        var evidence = new float[Evidence.Count];
        Evidence.Gather(text.Windows, text.Ends.Length, sums, trainer.Bias, text.Rules, evidence);
        return evidence;
    }

    private static float Dot(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static float Importance(PreparedText text, Dictionary<(string, bool), int> counts)
    {
        var count = counts[(text.Record.Source, text.Record.Attack)];
        return MathF.Min(4, MathF.Sqrt(1000f / count));
    }
}
