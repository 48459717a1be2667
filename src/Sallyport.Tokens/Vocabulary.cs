using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Sallyport.Tokens;

/// <summary>The tokens of an encoding, found by their bytes. A token's number is its rank: the lower, the earlier it is merged. Immutable.</summary>
/// <remarks>The table is filled once from a file of ours, so nobody can choose keys that collide.</remarks>
internal sealed class Vocabulary
{
    /// <summary>Rank of bytes that are no token.</summary>
    public const int None = int.MaxValue;

    private readonly byte[] _bytes;
    private readonly int[] _starts; // of each token in _bytes, and the end of the last
    private readonly ulong[] _slots; // hash above, rank plus one below; zero is empty
    private readonly int[] _pairs; // rank of each pair of bytes: most lookups of a merge

    private Vocabulary(byte[] bytes, int[] starts)
    {
        (_bytes, _starts) = (bytes, starts);
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)starts.Length * 2)];
        _pairs = new int[0x10000];
        Array.Fill(_pairs, None);
        for (var rank = 0; rank < starts.Length - 1; rank++)
        {
            var token = TokenAt(rank);
            if (token.Length == 2) _pairs[(token[0] << 8) | token[1]] = rank;
            var hash = Hash(token);
            var slot = hash & (uint)(_slots.Length - 1);
            while (_slots[slot] != 0) slot = (slot + 1) & (uint)(_slots.Length - 1);
            _slots[slot] = ((ulong)hash << 32) | (uint)(rank + 1);
        }
    }

    public int Count => _starts.Length - 1;

    /// <summary>Bytes of a token.</summary>
    public ReadOnlySpan<byte> TokenAt(int rank) => _bytes.AsSpan(_starts[rank], _starts[rank + 1] - _starts[rank]);

    /// <summary>Rank of the token with exactly these bytes; <see cref="None"/> if there is none.</summary>
    public int Find(ReadOnlySpan<byte> token)
    {
        if (token.Length == 2) return _pairs[(token[0] << 8) | token[1]];
        var hash = Hash(token);
        var mask = (uint)(_slots.Length - 1);
        for (var at = hash & mask; _slots[at] is not 0 and var slot; at = (at + 1) & mask)
        {
            if ((uint)(slot >> 32) == hash && TokenAt((int)(uint)slot - 1).SequenceEqual(token)) return (int)(uint)slot - 1;
        }

        return None;
    }

    /// <summary>Rank of a pair of bytes.</summary>
    public int FindPair(byte first, byte second) => _pairs[(first << 8) | second];

    /// <summary>Reads the file that this assembly carries for an encoding.</summary>
    public static Vocabulary Load(string encoding)
    {
        using var packed = typeof(Vocabulary).Assembly.GetManifestResourceStream($"Sallyport.Tokens.{encoding}.ranks.gz") ?? throw new InvalidOperationException($"{encoding} is missing from the assembly");
        using var file = new GZipStream(packed, CompressionMode.Decompress);
        Span<byte> head = stackalloc byte[10];
        file.ReadExactly(head);
        if (!head.StartsWith("BPER1\0"u8)) throw new InvalidDataException($"{encoding} is no file of ranks");
        var starts = new int[BinaryPrimitives.ReadInt32LittleEndian(head[6..]) + 1];
        var bytes = new byte[starts.Length * 10];
        var length = 0;
        for (var rank = 0; rank < starts.Length - 1; rank++)
        {
            starts[rank] = length;
            var size = file.ReadByte();
            if (size <= 0) throw new InvalidDataException($"{encoding} ends early");
            if (length + size > bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
            file.ReadExactly(bytes.AsSpan(length, size));
            length += size;
        }

        starts[^1] = length;
        Array.Resize(ref bytes, length);
        return new Vocabulary(bytes, starts);
    }

    private static uint Hash(ReadOnlySpan<byte> token)
    {
        const ulong first = 0x9E3779B97F4A7C15, second = 0xC2B2AE3D27D4EB4F;
        var hash = (ulong)token.Length * second;
        while (token.Length > 8)
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(token)) * first, 29);
            token = token[8..];
        }

        hash = (hash ^ Load(token)) * first;
        return (uint)((hash ^ (hash >> 29)) * second >> 32);
    }

    private static ulong Load(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << 32),
        > 0 => bytes[0] | ((uint)bytes[bytes.Length >> 1] << 8) | ((uint)bytes[^1] << 16),
        _ => 0,
    };
}
