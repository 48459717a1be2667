using Sallyport.Detection.Injection;
using Sallyport.Detection.Normalization;

namespace Sallyport.Training.Injection;

/// <summary>Scores every text by weights that have not seen its source: what the engine will do with the world rather than with this data.</summary>
internal sealed class HeldOut
{
    private readonly TextOrigin _origin;
    private readonly (PreparedText[] Views, float[][] Evidence)[][] _held = new (PreparedText[], float[][])[Folds.Count][];
    private readonly LinearTrainer[] _trainers = new LinearTrainer[Folds.Count];

    public HeldOut(PreparedText[][] texts, TextOrigin origin, TrainingPlan plan)
    {
        _origin = origin;
        Parallel.For(0, Folds.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var trainer = _trainers[fold] = plan.Train(texts.Where(t => Folds.Of(t[0].Record.Source) != fold), origin);
            var sums = new float[TokenList.Most + 1];
            _held[fold] =
            [
                .. texts.Where(t => Folds.Of(t[0].Record.Source) == fold && t[0].Record.Origin == origin)
                    .Select(t => (t, t.Select(v => TrainingPlan.EvidenceOf(v, trainer, sums)).ToArray())),
            ];
        });

        var samples = _held.SelectMany(h => h).SelectMany(h => TrainingPlan.Taught(h.Views, h.Evidence).Select(e => (e, h.Views[0].Record.Attack, plan.Importance(h.Views[0]))));
        Weights = EvidenceTrainer.Train([.. samples]);
        Table = new ScoreTable(origin);
        foreach (var (views, evidence) in _held.SelectMany(h => h)) Table.Add(views[0].Record, evidence.Max(e => TrainingPlan.Dot(Weights, e)));
    }

    /// <summary>How much each piece of evidence counts.</summary>
    public float[] Weights { get; }

    public ScoreTable Table { get; }

    public void Print(TextWriter output, bool bySource)
    {
        for (var k = 0; k < WindowList.Scales; k++)
        {
            var table = new ScoreTable(_origin);
            foreach (var (views, evidence) in _held.SelectMany(h => h)) table.Add(views[0].Record, evidence.Max(e => e[k]));
            output.Write($"scale {k} ");
            table.Print(output, false);
        }

        Table.Print(output, bySource);
        output.WriteLine(string.Join(' ', Weights.Select(w => w.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))));
    }

    /// <summary>Prints what is judged worst: the loudest ordinary texts, which set the threshold, and quiet attacks.</summary>
    public void PrintWorst(TextWriter output, int most)
    {
        var scored = _held.SelectMany(h => h).Select(h => (h.Views[0].Record, Score: h.Evidence.Max(e => TrainingPlan.Dot(Weights, e)))).ToArray();
        foreach (var (record, score) in scored.Where(s => s.Record is { Attack: false, Hard: false }).OrderByDescending(s => s.Score).Take(most)) Line(record, score);
        var threshold = Table.Threshold(0.001);
        var missed = scored.Where(s => s.Record.Attack && s.Score < threshold && !s.Record.Source.StartsWith("synth", StringComparison.Ordinal)).OrderByDescending(s => s.Score).ToArray();
        for (var i = 0; i < missed.Length; i += Math.Max(1, missed.Length / most)) Line(missed[i].Record, missed[i].Score);

        void Line(InjectionRecord record, float score) =>
            output.WriteLine(FormattableString.Invariant($"    {score,6:0.00} {(record.Attack ? "missed" : "loud")} {record.Source} | {(record.Payload ?? record.Text).ReplaceLineEndings(" / ")[..Math.Min(220, (record.Payload ?? record.Text).ReplaceLineEndings(" / ").Length)]}"));
    }

    public void PrintObfuscated(TextWriter output, PreparationTools tools)
    {
        var threshold = Table.Threshold(0.01);
        foreach (var (name, apply) in Obfuscations.All.Prepend(("plain", t => t)))
        {
            int attacks = 0, found = 0, harmless = 0, flagged = 0;
            for (var fold = 0; fold < Folds.Count; fold++)
            {
                for (var i = 0; i < _held[fold].Length; i += 11)
                {
                    var record = _held[fold][i].Views[0].Record;
                    if (record.Text.Length > 2000 || record.Hard) continue;
                    var sums = new float[TokenList.Most + 1];
                    var views = PreparedText.AllOf(record with { Text = apply(record.Text), Payload = null }, tools);
                    var score = views.Max(v => TrainingPlan.Dot(Weights, TrainingPlan.EvidenceOf(v, _trainers[fold], sums)));
                    if (record.Attack) attacks++;
                    else harmless++;
                    if (score >= threshold) _ = record.Attack ? found++ : flagged++;
                }
            }

            output.WriteLine(FormattableString.Invariant($"    {name,-16} recall {found / (double)attacks:0.000}, harmless flagged {flagged / (double)harmless:0.000}"));
        }
    }
}
