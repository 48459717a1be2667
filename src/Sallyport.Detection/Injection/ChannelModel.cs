using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sallyport.Detection.Injection;

/// <summary>The weights for texts of one origin, and the two logits at which its scores are anchored.</summary>
internal sealed class ChannelModel
{
    public const int HeaderFloats = 1 + WindowList.Scales + Evidence.Count + 2;

    private readonly sbyte[] _weights;
    private readonly float _scale;
    private readonly float[] _bias;
    private readonly float[] _evidence;
    private readonly float _suspicious;
    private readonly float _attack;

    /// <summary>Reads the weights at the start of <paramref name="data"/>, which <see cref="Bytes"/> of it hold.</summary>
    public ChannelModel(ReadOnlySpan<byte> data)
    {
        var header = new float[HeaderFloats];
        for (var i = 0; i < header.Length; i++) header[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]);
        _scale = header[0];
        _bias = header[1..(1 + WindowList.Scales)];
        _evidence = header[(1 + WindowList.Scales)..(1 + WindowList.Scales + Evidence.Count)];
        _suspicious = header[^2];
        _attack = header[^1];
        _weights = MemoryMarshal.Cast<byte, sbyte>(data.Slice(4 * HeaderFloats, InjectionModel.Slots)).ToArray();
    }

    public static int Bytes => 4 * HeaderFloats + InjectionModel.Slots;

    public ReadOnlySpan<float> Bias => _bias;

    /// <summary>What the features of one token weigh together.</summary>
    public float Weigh(ReadOnlySpan<uint> features)
    {
        var sum = 0;
        foreach (var feature in features) sum += _weights[feature & InjectionModel.Mask];
        return sum * _scale;
    }

    public float Logit(ReadOnlySpan<float> evidence)
    {
        var sum = 0f;
        for (var i = 0; i < _evidence.Length; i++) sum += _evidence[i] * evidence[i];
        return sum;
    }

    /// <summary>A logit as a score: strictly rising, 0.5 and 0.9 where one in a hundred and one in a thousand ordinary texts are.</summary>
    public float Score(float logit)
    {
        var width = _attack - _suspicious;
        if (logit < _suspicious) return InjectionScorer.Suspicious / (1 + (_suspicious - logit) / (2 * width));
        if (logit < _attack) return InjectionScorer.Suspicious + (InjectionScorer.Attack - InjectionScorer.Suspicious) * (logit - _suspicious) / width;
        var beyond = logit - _attack;
        return InjectionScorer.Attack + (1 - InjectionScorer.Attack) * beyond / (beyond + 2 * width);
    }
}
