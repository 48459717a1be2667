using Sallyport.Detection;
using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>Precision and recall of a model: a name counts as found if what was found of its kind overlaps it by half of their union.</summary>
internal static class NamesScore
{
    private static readonly string[] s_kinds = ["PERSON", "LOCATION", "ORGANIZATION"];

    public static void Print(NameModel model, string title, IEnumerable<LabelledText> texts)
    {
        var pass = new NamePass(model);
        for (var kind = 0; kind < 3; kind++) pass.Serve((NameKind)kind, kind);
        var found = new List<Finding>();
        int[] right = new int[3], said = new int[3], gold = new int[3];
        long chars = 0, masked = 0;
        foreach (var text in texts)
        {
            found.Clear();
            var sink = new FindingSink(found);
            pass.Scan(text.Text, ref sink);
            found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
            FindingMerge.Merge(found);
            chars += text.Text.Length;
            foreach (var finding in found)
            {
                masked += finding.Length;
                if (finding.Detector == 1 && text.Neutral.Any(n => n.Start < finding.End && finding.Start < n.End)) continue;
                said[finding.Detector]++;
                if (text.Spans.Any(s => s.Tag == (2 * finding.Detector) + 1 && Overlaps(s, finding))) right[finding.Detector]++;
            }

            foreach (var span in text.Spans) gold[(span.Tag - 1) / 2]++;
        }

        var line = $"{title,-24}";
        for (var kind = 0; kind < 3; kind++)
        {
            double p = said[kind] == 0 ? 0 : (double)right[kind] / said[kind], r = gold[kind] == 0 ? 0 : (double)right[kind] / gold[kind];
            line += gold[kind] == 0 ? $" {s_kinds[kind][..3]} - ({said[kind]} found)      " : $" {s_kinds[kind][..3]} P {p:.00} R {r:.00} F {(p + r == 0 ? 0 : 2 * p * r / (p + r)):.000} ({gold[kind],4})";
        }

        Console.WriteLine(line + $"  masked {(double)masked / Math.Max(1, chars):P1}");
    }

    /// <summary>Writes texts with what is wrong in them: <c>+</c> found and not marked, <c>-</c> marked and not found.</summary>
    public static void PrintErrors(NameModel model, IEnumerable<LabelledText> texts, int most)
    {
        var pass = new NamePass(model);
        for (var kind = 0; kind < 3; kind++) pass.Serve((NameKind)kind, kind);
        var found = new List<Finding>();
        foreach (var text in texts)
        {
            found.Clear();
            var sink = new FindingSink(found);
            pass.Scan(text.Text, ref sink);
            found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
            FindingMerge.Merge(found);
            var extra = found.Where(f => !text.Spans.Any(s => s.Tag == (2 * f.Detector) + 1 && Overlaps(s, f))).Select(f => $"+{s_kinds[f.Detector][..3]} {text.Text.Substring(f.Start, f.Length)}");
            var missed = text.Spans.Where(s => !found.Any(f => s.Tag == (2 * f.Detector) + 1 && Overlaps(s, f))).Select(s => $"-{s_kinds[(s.Tag - 1) / 2][..3]} {text.Text[s.Start..s.End]}");
            var wrong = extra.Concat(missed).ToArray();
            if (wrong.Length == 0) continue;
            Console.WriteLine($"{(text.Text.Length > 300 ? text.Text[..300] : text.Text).ReplaceLineEndings(" / ")}\n    {string.Join(" | ", wrong)}");
            if (--most == 0) return;
        }
    }

    private static bool Overlaps(Span span, Finding finding)
    {
        var both = Math.Min(span.End, finding.End) - Math.Max(span.Start, finding.Start);
        return both > 0 && both * 2 >= Math.Max(span.End, finding.End) - Math.Min(span.Start, finding.Start);
    }
}
