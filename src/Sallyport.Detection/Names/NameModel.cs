using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Names;

/// <summary>The lexicon and the weights. Built by training/Sallyport.Training; read once from the assembly.</summary>
internal sealed class NameModel(Lexicon lexicon, WeightTable first, WeightTable second, short[] bias)
{
    /// <summary>Score units a nat: what a weight of 1 is in the tables.</summary>
    public const int Scale = 24;

    private const uint Format = 0x314D_4E53;
    private const int HeaderLength = 32;
    private static readonly Lazy<NameModel> s_shipped = new(ReadShipped);

    /// <summary>The model in this assembly.</summary>
    public static NameModel Shipped => s_shipped.Value;

    public Lexicon Lexicon => lexicon;

    public WeightTable FirstWeights => first;

    public WeightTable SecondWeights => second;

    /// <summary>Added to the second pass' scores, one lane a tag.</summary>
    public Vector128<short> Bias { get; } = Vector128.Create(bias);

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + lexicon.Bytes.Length + first.Bytes.Length + second.Bytes.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Format);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), lexicon.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), first.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), second.Bytes.Length);
        for (var i = 0; i < 8; i++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(16 + (2 * i)), bias[i]);
        lexicon.Bytes.CopyTo(bytes.AsSpan(HeaderLength));
        first.Bytes.CopyTo(bytes.AsSpan(HeaderLength + lexicon.Bytes.Length));
        second.Bytes.CopyTo(bytes.AsSpan(HeaderLength + lexicon.Bytes.Length + first.Bytes.Length));
        return bytes;
    }

    public static NameModel Read(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Format) throw new InvalidDataException("Not a names model.");
        int lexicon = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), first = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), second = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        var bias = new short[8];
        for (var i = 0; i < 8; i++) bias[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(16 + (2 * i))..]);
        var data = bytes[HeaderLength..];
        return new NameModel(
            new Lexicon(MemoryMarshal.Cast<byte, uint>(data[..lexicon]).ToArray()),
            new WeightTable(MemoryMarshal.Cast<byte, ulong>(data.Slice(lexicon, first)).ToArray()),
            new WeightTable(MemoryMarshal.Cast<byte, ulong>(data.Slice(lexicon + first, second)).ToArray()),
            bias);
    }

    private static NameModel ReadShipped()
    {
        using var stream = typeof(NameModel).Assembly.GetManifestResourceStream("Sallyport.Detection.Names.names.model") ?? throw new InvalidDataException("The names model is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    }
}
