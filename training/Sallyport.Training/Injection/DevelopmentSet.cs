using System.Diagnostics;
using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>Measures the shipped engine on texts that were kept out of training (from the same sources: see <see cref="HeldOut"/> for others).</summary>
internal static class DevelopmentSet
{
    public static int Measure(string file, bool bySource)
    {
        var records = InjectionCorpus.Read(file);
        var scorer = InjectionScorer.Shared;
        foreach (var record in records) scorer.Score(record.Text, record.Origin);
        var watch = Stopwatch.StartNew();
        foreach (var record in records) scorer.Score(record.Text, record.Origin);
        var micros = watch.Elapsed.TotalMicroseconds * 1000 / records.Sum(r => (long)r.Text.Length);
        Console.WriteLine(FormattableString.Invariant($"{records.Count} texts, {micros:0.0} us per 1,000 characters"));

        foreach (var origin in (TextOrigin[])[TextOrigin.User, TextOrigin.Tool])
        {
            var table = new ScoreTable(origin);
            var ours = records.Where(r => r.Origin == origin).ToArray();
            foreach (var record in ours) table.Add(record, scorer.Score(record.Text, origin).Score);
            table.Print(Console.Out, bySource);
            var ordinary = ours.Where(r => r is { Attack: false, Hard: false }).Select(r => scorer.Score(r.Text, origin).Score).ToArray();
            Console.WriteLine(FormattableString.Invariant($"    ordinary texts at or above Suspicious {Share(ordinary, InjectionScorer.Suspicious):0.0000}, Attack {Share(ordinary, InjectionScorer.Attack):0.0000}"));

            var threshold = table.Threshold(0.01);
            var attacks = ours.Where((r, i) => r.Attack && i % 3 == 0).ToArray();
            var harmless = ours.Where((r, i) => r is { Attack: false, Hard: false } && i % 5 == 0).ToArray();
            foreach (var (name, apply) in Obfuscations.All.Prepend(("plain", t => t)))
            {
                var found = Share([.. attacks.Select(r => scorer.Score(apply(r.Text), origin).Score)], threshold);
                var flagged = Share([.. harmless.Select(r => scorer.Score(apply(r.Text), origin).Score)], threshold);
                Console.WriteLine(FormattableString.Invariant($"    {name,-16} recall {found:0.000}, harmless flagged {flagged:0.000}"));
            }
        }

        return 0;
    }

    private static double Share(float[] scores, float threshold) => scores.Length == 0 ? 0 : scores.Count(s => s >= threshold) / (double)scores.Length;
}
