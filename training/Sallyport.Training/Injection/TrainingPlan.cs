using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>How window weights are trained, and how much each text counts: a source counts by the root of its size, so that none drowns the rest.</summary>
internal sealed class TrainingPlan(PreparedText[][] texts)
{
    // Trainings that differ in nothing but the order of the texts; their mean is kept.
    private const int Trainings = 3;

    // How much more a harmless text with the words of attacks counts.
    private const float HardForUsers = 5, HardForTools = 1.5f;

    private readonly Dictionary<(string, bool), int> _counts = texts.GroupBy(t => (t[0].Record.Source, t[0].Record.Attack)).ToDictionary(g => g.Key, g => g.Count());

    public LinearTrainer Train(IEnumerable<PreparedText[]> taught, TextOrigin origin)
    {
        PreparedText[] lessons = [.. taught.Where(t => t[0].Record.Origin == origin).SelectMany(t => Taught(t, t))];
        var trainers = new LinearTrainer[Trainings];
        for (var i = 0; i < trainers.Length; i++)
        {
            trainers[i] = origin == TextOrigin.User
                ? new LinearTrainer { Rate = 0.1f, Epochs = 8, TokenDropout = 0.5f }
                : new LinearTrainer { Rate = 0.1f, Epochs = 5 };
            trainers[i].Train(lessons, Importance, 5 + (ulong)i);
        }

        var trainer = trainers[0];
        trainer.AverageWith(trainers.AsSpan(1));
        return trainer;
    }

    public float Importance(PreparedText text)
    {
        var count = _counts[(text.Record.Source, text.Record.Attack)];
        var importance = MathF.Min(4, MathF.Sqrt(1000f / count));
        return text.Record.Hard && Folds.Of(text.Record.Source) >= 0 ? (text.Record.Origin == TextOrigin.User ? HardForUsers : HardForTools) * importance : importance;
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
