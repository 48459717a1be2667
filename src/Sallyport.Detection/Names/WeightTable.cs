using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Names;

/// <summary>Weights of hashed features: seven small numbers and eight bits of the hash in one row, so that a feature never seen in training adds nothing.</summary>
internal sealed class WeightTable(ulong[] rows)
{
    private readonly int _shift = 32 - BitOperations.Log2((uint)rows.Length);

    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(rows.AsSpan());

    /// <summary>Adds the weights of these features to <paramref name="scores"/>. The last lane is without meaning.</summary>
    public Vector128<short> Sum(ReadOnlySpan<uint> features, Vector128<short> scores)
    {
        var table = rows;
        foreach (var feature in features)
        {
            var row = table[feature >> _shift];
            if ((byte)(row >> 56) != (byte)feature) continue;
            scores += Vector128.WidenLower(Vector128.CreateScalarUnsafe(row).AsSByte());
        }

        return scores;
    }

    /// <summary>The row for a feature.</summary>
    public static ulong Row(uint feature, ReadOnlySpan<sbyte> weights)
    {
        ulong row = 0;
        for (var i = 0; i < 7; i++) row |= (ulong)(byte)weights[i] << (8 * i);
        return row | ((ulong)(byte)feature << 56);
    }
}
