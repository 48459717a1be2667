using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>The figures of a set of scores: recall at the thresholds that one in a hundred and one in a thousand ordinary texts reach.</summary>
internal sealed class ScoreTable(TextOrigin origin)
{
    private const int MostPerSource = 600;

    private readonly Dictionary<(string Source, bool Attack, bool Hard), List<float>> _scores = [];

    public void Add(InjectionRecord record, float score)
    {
        if (record.Origin != origin || record.Source.EndsWith(Folds.Asked, StringComparison.Ordinal)) return; // easy ones of our own making would flatter
        var key = (record.Source, record.Attack, record.Hard);
        if (!_scores.TryGetValue(key, out var list)) _scores[key] = list = [];
        if (list.Count < MostPerSource) list.Add(score);
    }

    public float Threshold(double share)
    {
        var ordinary = _scores.Where(s => s.Key is { Attack: false, Hard: false }).SelectMany(s => s.Value).OrderDescending().ToArray();
        return ordinary.Length == 0 ? float.MaxValue : MathF.BitIncrement(ordinary[(int)(share * ordinary.Length)]);
    }

    public void Print(TextWriter output, bool bySource)
    {
        float one = Threshold(0.01), tenth = Threshold(0.001);
        var attacks = _scores.Where(s => s.Key.Attack && !s.Key.Source.StartsWith("synth", StringComparison.Ordinal)).ToArray();
        var hard = _scores.Where(s => s.Key is { Attack: false, Hard: true }).ToArray();
        output.WriteLine(FormattableString.Invariant(
            $"[{origin}] pooled recall {Share(attacks.SelectMany(a => a.Value), one):0.000} / {Share(attacks.SelectMany(a => a.Value), tenth):0.000}, by source {attacks.Select(a => Share(a.Value, one)).DefaultIfEmpty().Average():0.000} / {attacks.Select(a => Share(a.Value, tenth)).DefaultIfEmpty().Average():0.000}, hard harmless {Share(hard.SelectMany(a => a.Value), one):0.000} / {Share(hard.SelectMany(a => a.Value), tenth):0.000}"));
        var tail = new[] { 0.0005, 0.001, 0.002, 0.003, 0.005 }.Select(f => Share(attacks.SelectMany(a => a.Value), Threshold(f))).ToArray();
        output.WriteLine(FormattableString.Invariant($"    recall at 0.05, 0.1, 0.2, 0.3, 0.5 %: {string.Join(' ', tail.Select(t => t.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)))}, mean {tail.Average():0.000}"));
        if (!bySource) return;
        foreach (var ((source, attack, isHard), list) in _scores.OrderBy(s => !s.Key.Attack).ThenBy(s => s.Key.Source, StringComparer.Ordinal))
        {
            output.WriteLine(FormattableString.Invariant($"    {source,-24} {(attack ? "attack" : isHard ? "hard" : "ordinary"),-9} {list.Count,5}  {Share(list, one):0.000}  {Share(list, tenth):0.000}"));
        }
    }

    private static double Share(IEnumerable<float> scores, float threshold)
    {
        var all = scores.ToArray();
        return all.Length == 0 ? 0 : all.Count(s => s >= threshold) / (double)all.Length;
    }
}
