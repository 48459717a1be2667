using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>
/// Logistic regression on windows, by AdaGrad. Of each text and scale only the window that speaks loudest learns (of a planted attack: the one
/// that holds it), since that is what scoring looks at. One thread, a fixed order: bit for bit repeatable.
/// </summary>
internal sealed class LinearTrainer
{
    private readonly float[] _weights = new float[InjectionModel.Slots];
    private readonly float[] _squares = new float[InjectionModel.Slots];
    private readonly float[] _sums = new float[TokenList.Most + 1];
    private readonly float[] _bias = new float[WindowList.Scales];
    private readonly Chance _noise = new(3);
    private readonly bool[] _dropped = new bool[TokenList.Most];
    private readonly float[] _averaged = new float[InjectionModel.Slots];
    private readonly float[] _averagedBias = new float[WindowList.Scales];

    public required float Rate { get; init; }

    public required int Epochs { get; init; }

    /// <summary>The share of tokens that stays unread each time a text is seen.</summary>
    public float TokenDropout { get; init; }

    public float[] Weights => _averaged;

    public float[] Bias => _averagedBias;

    public void Train(IReadOnlyList<PreparedText> texts, Func<PreparedText, float> importance, ulong seed)
    {
        var order = new int[texts.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var chance = new Chance(seed);
        var weights = texts.Select(importance).ToArray();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            chance.Shuffle(order);
            foreach (var i in order) Learn(texts[i], weights[i]);
            if (epoch == 0) continue; // the first pass is far from settled
            for (var i = 0; i < _weights.Length; i++) _averaged[i] += _weights[i] / (Epochs - 1);
            for (var i = 0; i < _bias.Length; i++) _averagedBias[i] += _bias[i] / (Epochs - 1);
        }
    }

    /// <summary>Takes the mean of these weights and the others': what they learned by chance evens out.</summary>
    public void AverageWith(ReadOnlySpan<LinearTrainer> others)
    {
        var share = 1f / (others.Length + 1);
        for (var i = 0; i < _averaged.Length; i++)
        {
            var sum = _averaged[i];
            foreach (var other in others) sum += other._averaged[i];
            _averaged[i] = sum * share;
        }

        for (var i = 0; i < _averagedBias.Length; i++)
        {
            var sum = _averagedBias[i];
            foreach (var other in others) sum += other._averagedBias[i];
            _averagedBias[i] = sum * share;
        }
    }

    private void Learn(PreparedText text, float importance)
    {
        if (text.Ends.Length == 0) return;
        Accumulate(text, _weights, _sums);
        Drop(text);
        for (var scale = 0; scale < WindowList.Scales; scale++)
        {
            var window = text.Record.Attack && text.Planted[scale] >= 0 ? text.Windows.Window(scale, text.Planted[scale]) : Loudest(text, scale);
            var norm = InjectionModel.Norm(window.End - window.Start);
            var logit = (_sums[window.End] - _sums[window.Start]) * norm + _bias[scale];
            var error = (float)ExactMath.Sigmoid(logit) - (text.Record.Attack ? 1 : 0);
            var step = error * importance;
            if (step is < 0.001f and > -0.001f) continue;
            _bias[scale] -= 0.02f * step;
            Update(text, window, step * norm);
        }
    }

    // Some tokens stay unread, others each time, so that what is learned does not hang on any one of them.
    private void Drop(PreparedText text)
    {
        var lost = 0f;
        var before = 0f;
        for (var token = 0; token < text.Ends.Length; token++)
        {
            var own = _sums[token + 1] - before;
            before = _sums[token + 1];
            _dropped[token] = (_noise.Next() & 1023) < TokenDropout * 1024;
            if (_dropped[token]) lost += own;
            _sums[token + 1] -= lost;
        }
    }

    private (int Start, int End) Loudest(PreparedText text, int scale)
    {
        var best = (0, 0);
        var most = float.MinValue;
        for (var i = 0; i < text.Windows.Count(scale); i++)
        {
            var window = text.Windows.Window(scale, i);
            var sum = (_sums[window.End] - _sums[window.Start]) * InjectionModel.Norm(window.End - window.Start);
            if (sum <= most) continue;
            (most, best) = (sum, window);
        }

        return best;
    }

    private void Update(PreparedText text, (int Start, int End) window, float gradient)
    {
        var at = window.Start == 0 ? 0 : text.Ends[window.Start - 1];
        for (var token = window.Start; token < window.End; token++)
        {
            if (!_dropped[token]) Update(text.Features.AsSpan(at, text.Ends[token] - at), gradient);
            at = text.Ends[token];
        }
    }

    private void Update(ReadOnlySpan<int> features, float gradient)
    {
        foreach (var feature in features)
        {
            _squares[feature] += gradient * gradient;
            _weights[feature] -= Rate * gradient / (MathF.Sqrt(_squares[feature]) + 0.05f);
        }
    }

    /// <summary>Running sums of the weights of <paramref name="text"/>'s tokens: <c>sums[i]</c> is that of the tokens before <c>i</c>.</summary>
    public static void Accumulate(PreparedText text, float[] weights, float[] sums)
    {
        sums[0] = 0;
        var at = 0;
        for (var token = 0; token < text.Ends.Length; token++)
        {
            var sum = 0f;
            for (; at < text.Ends[token]; at++) sum += weights[text.Features[at]];
            sums[token + 1] = sums[token] + sum;
        }
    }
}
