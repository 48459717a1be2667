using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>How window weights are trained, and how much each text counts: a source counts by the root of its size, so that none drowns the rest.</summary>
internal sealed class TrainingPlan(PreparedText[][] texts)
{
    private readonly Dictionary<(string, bool), int> _counts = texts.GroupBy(t => (t[0].Record.Source, t[0].Record.Attack)).ToDictionary(g => g.Key, g => g.Count());

    public LinearTrainer Train(IEnumerable<PreparedText[]> taught, TextOrigin origin)
    {
        var trainer = origin == TextOrigin.User
            ? new LinearTrainer { Rate = 0.1f, Epochs = 8, TokenDropout = 0.5f }
            : new LinearTrainer { Rate = 0.1f, Epochs = 5 };
        trainer.Train([.. taught.Where(t => t[0].Record.Origin == origin).SelectMany(t => Taught(t, t))], Importance, 5);
        return trainer;
    }

    public float Importance(PreparedText text)
    {
        var count = _counts[(text.Record.Source, text.Record.Attack)];
        var importance = MathF.Min(4, MathF.Sqrt(1000f / count));
        return text.Record.Hard && Folds.Of(text.Record.Source) >= 0 ? 2.3f * importance : importance;
    }

    /// <summary>Of a disguised attack only its last reading is one; of a harmless text every reading is harmless.</summary>
    public static IEnumerable<T> Taught<T>(PreparedText[] views, T[] items) => views[0].Record.Attack ? items[^1..] : items;

    public static float[] EvidenceOf(PreparedText text, LinearTrainer trainer, float[] sums)
    {
        LinearTrainer.Accumulate(text, trainer.Weights, sums);
        var evidence = new float[Evidence.Count];
        Evidence.Gather(text.Windows, text.Ends.Length, sums, trainer.Bias, text.Spoken, evidence);
        return evidence;
    }

    public static float Dot(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
