using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>Learns how much each piece of evidence counts, from texts whose source the window weights have not seen.</summary>
internal static class EvidenceTrainer
{
    private const int Passes = 60;

    public static float[] Train(IReadOnlyList<(float[] Evidence, bool Attack, float Weight)> samples, float rate = 0.05f, float decay = 1e-4f)
    {
        var weights = new float[Evidence.Count];
        var squares = new float[Evidence.Count];
        var order = new int[samples.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var chance = new Chance(11);
        var averaged = new float[Evidence.Count];
        for (var pass = 0; pass < Passes; pass++)
        {
            chance.Shuffle(order);
            foreach (var i in order)
            {
                var (evidence, attack, weight) = samples[i];
                var logit = 0f;
                for (var k = 0; k < weights.Length; k++) logit += weights[k] * evidence[k];
                var step = weight * ((float)ExactMath.Sigmoid(logit) - (attack ? 1 : 0));
                for (var k = 0; k < weights.Length; k++)
                {
                    var slope = step * evidence[k] + decay * weights[k];
                    squares[k] += slope * slope;
                    weights[k] -= rate * slope / (MathF.Sqrt(squares[k] / 100) + 0.1f);
                    if (k is >= Evidence.FirstRule and <= Evidence.LastRule) weights[k] = MathF.Max(0, weights[k]); // a rule that speaks must never excuse
                }
            }

            if (pass < Passes / 2) continue;
            for (var k = 0; k < weights.Length; k++) averaged[k] += weights[k] / (Passes - Passes / 2);
        }

        return averaged;
    }
}
