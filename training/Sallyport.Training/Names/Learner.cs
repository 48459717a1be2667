using System.Numerics;
using System.Runtime.Intrinsics;
using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>Multinomial logistic regression with AdaGrad over hashed features, then rounded into a table that keeps one feature a row.</summary>
/// <remarks>One thread, a fixed order, own exponential, no fused operations: the same bits on every machine.</remarks>
internal sealed class Learner
{
    private const float Rate = 0.15f, Start = 0.1f;

    // One feature of so many is left out at each step, so that none is relied on alone.
    private const int LeaveOut = 10;
    private readonly int _bits;
    private readonly int[] _ends;
    private int[] _features;
    private readonly byte[] _labels;
    private readonly float[] _weight;
    private readonly uint[] _hashes;
    private readonly Vector256<float>[] _weights;
    private readonly Vector256<float>[] _squares;
    private readonly float[]? _offsets;
    private readonly int[] _taken = new int[FeatureList.Capacity];

    /// <param name="least">Features seen less often are left out.</param>
    /// <param name="offsets">Scores to start from, seven an example.</param>
    public Learner(Examples examples, Func<int, bool> take, int bits, int least, float[]? offsets)
    {
        _bits = bits;

        // 1. How often each feature is seen, by the front of its hash.
        var front = 32 - Math.Clamp(BitOperations.Log2((uint)examples.All.Length + 1) + 3, 12, 27);
        var counts = new byte[1 << (32 - front)];
        for (var e = 0; e < examples.Count; e++)
        {
            if (!take(e)) continue;
            foreach (var hash in examples[e])
            {
                ref var count = ref counts[hash >> front];
                if (count < byte.MaxValue) count++;
            }
        }

        // 2. Numbers for those that are kept.
        var ids = new Dictionary<uint, int>(1 << 20);
        List<int> features = [], ends = [0];
        List<byte> labels = [];
        List<float> weights = [], from = [];
        for (var e = 0; e < examples.Count; e++)
        {
            if (!take(e)) continue;
            foreach (var hash in examples[e])
            {
                if (counts[hash >> front] < least) continue;
                if (!ids.TryGetValue(hash, out var id)) ids.Add(hash, id = ids.Count);
                features.Add(id);
            }

            ends.Add(features.Count);
            labels.Add(examples.Labels[e]);
            weights.Add(examples.Weights[e]);
            if (offsets is not null) from.AddRange(offsets.AsSpan(e * 8, 8));
        }

        _features = [.. features];
        _ends = [.. ends];
        _labels = [.. labels];
        _weight = [.. weights];
        _offsets = offsets is null ? null : [.. from];
        _hashes = new uint[ids.Count];
        foreach (var (hash, id) in ids) _hashes[id] = hash;
        _weights = new Vector256<float>[ids.Count];
        _squares = new Vector256<float>[ids.Count];
        Array.Fill(_squares, Vector256.Create(Start));
    }

    /// <summary>Learns, drops what finds no room in the table, learns on, and rounds the average of what the later epochs end with.</summary>
    public WeightTable Learn(int epochs, ulong seed)
    {
        var chance = new Chance(seed);
        var pruned = (epochs / 2) - 1;
        var sums = new Vector256<float>[_weights.Length];
        var order = Enumerable.Range(0, _labels.Length).ToArray();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = chance.Below(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            foreach (var example in order) Step(example, chance);
            if (epoch == pruned) Prune();
            if (epoch <= pruned) continue;
            for (var f = 0; f < sums.Length; f++) sums[f] += _weights[f];
        }

        for (var f = 0; f < sums.Length; f++) _weights[f] = sums[f] / (epochs - 1 - pruned);
        return Round();
    }

    private void Step(int example, Chance chance)
    {
        var kept = 0;
        foreach (var f in _features.AsSpan(_ends[example].._ends[example + 1]))
        {
            if (!chance.OneIn(LeaveOut)) _taken[kept++] = f;
        }

        var features = _taken.AsSpan(0, kept);
        var scores = _offsets is null ? Vector256<float>.Zero : Vector256.LoadUnsafe(ref _offsets[example * 8]);
        foreach (var f in features) scores += _weights[f];

        Span<float> p = stackalloc float[8];
        scores.CopyTo(p);
        var most = p[0];
        for (var i = 1; i < NameTag.Count; i++) most = Math.Max(most, p[i]);
        var sum = 0f;
        for (var i = 0; i < NameTag.Count; i++) sum += p[i] = Exp(p[i] - most);
        for (var i = 0; i < NameTag.Count; i++) p[i] /= sum;
        p[7] = 0;
        var label = _labels[example];
        if (p[label] > 0.998f) return;
        p[label] -= 1;

        var gradient = Vector256.Create<float>(p) * _weight[example];
        var square = gradient * gradient;
        var rate = gradient * Rate;
        foreach (var f in features)
        {
            var total = _squares[f] += square;
            _weights[f] -= rate / Vector256.Sqrt(total);
        }
    }

    // Keeps of the features that share a row the one with the largest weights.
    private void Prune()
    {
        var best = Best();
        var kept = new List<int>(_features.Length);
        for (int e = 0, from = 0; e < _labels.Length; e++)
        {
            var to = _ends[e + 1];
            for (var i = from; i < to; i++)
            {
                var f = _features[i];
                if (best[_hashes[f] >> (32 - _bits)] == f) kept.Add(f);
            }

            from = to;
            _ends[e + 1] = kept.Count;
        }

        _features = [.. kept];
    }

    private int[] Best()
    {
        var best = new int[1 << _bits];
        var size = new float[1 << _bits];
        Array.Fill(best, -1);
        for (var f = 0; f < _hashes.Length; f++)
        {
            var row = _hashes[f] >> (32 - _bits);
            var of = Size(_weights[f]);
            if (of > size[row]) (best[row], size[row]) = (f, of);
        }

        return best;
    }

    private WeightTable Round()
    {
        var rows = new ulong[1 << _bits];
        Span<sbyte> rounded = stackalloc sbyte[7];
        var best = Best();
        for (var row = 0; row < rows.Length; row++)
        {
            if (best[row] < 0) continue;
            for (var i = 0; i < 7; i++) rounded[i] = (sbyte)Math.Clamp(MathF.Round(_weights[best[row]][i] * NameModel.Scale), -127, 127);
            rows[row] = WeightTable.Row(_hashes[best[row]], rounded);
        }

        return new WeightTable(rows);
    }

    private static float Size(Vector256<float> weights)
    {
        var size = 0f;
        for (var i = 0; i < 7; i++) size += Math.Abs(weights[i]);
        return size;
    }

    // The library's exponential may differ between machines by the last bit.
    private static float Exp(float x)
    {
        if (x < -30) return 0;
        var scaled = x * 1.44269504f;
        var whole = MathF.Floor(scaled);
        var f = (scaled - whole) * 0.69314718f;
        var e = 1 + (f * (1 + (f * (0.5f + (f * (0.16666667f + (f * (0.041666668f + (f * 0.008333334f)))))))));
        return e * BitConverter.Int32BitsToSingle(((int)whole + 127) << 23);
    }
}
