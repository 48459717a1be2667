using System.Buffers.Binary;
using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>Writes weights in the form that <see cref="ChannelModel"/> reads: rounded to a byte each.</summary>
internal static class ModelFile
{
    public static byte[] Channel(LinearTrainer windows, float[] evidence, float suspicious, float attack)
    {
        var most = 0f;
        foreach (var weight in windows.Weights) most = MathF.Max(most, MathF.Abs(weight));
        var scale = MathF.Min(most, 4) / 127;
        var data = new byte[ChannelModel.Bytes];
        var at = 0;
        foreach (var value in (IEnumerable<float>)[scale, .. windows.Bias, .. evidence, suspicious, attack])
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(at), value);
            at += 4;
        }

        foreach (var weight in windows.Weights) data[at++] = (byte)(sbyte)Math.Clamp(MathF.Round(weight / scale), -127, 127);
        return data;
    }
}
