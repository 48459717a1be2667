using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Detection.Injection;

namespace Sallyport.Gateway.Inspection;

/// <summary>Remembers how texts were judged, under a hash over text, origin and key: nobody learns from the time it takes what somebody else has sent. Bounded; a newer text takes an older one's place.</summary>
internal sealed class VerdictCache
{
    private const int Entries = 16_384; // a power of two; about a megabyte
    private const int LeastChars = 256; // shorter texts are judged in about the time of their hash

    private readonly Entry?[] _entries = new Entry?[Entries];

    /// <summary>One for the process: a verdict depends on nothing but the text.</summary>
    public static VerdictCache Shared { get; } = new();

    private sealed record Entry(UInt128 Hash, float Score);

    /// <summary>The score of a text, 0 to 1.</summary>
    public float Score(ReadOnlySpan<char> text, TextOrigin origin, string keyId)
    {
        if (text.Length < LeastChars) return InjectionScorer.Shared.Score(text, origin).Score;
        var hash = HashOf(text, origin, keyId);
        ref var place = ref _entries[(int)((ulong)hash & (Entries - 1))];
        if (Volatile.Read(ref place) is { } known && known.Hash == hash) return known.Score;
        var score = InjectionScorer.Shared.Score(text, origin).Score;
        Volatile.Write(ref place, new Entry(hash, score));
        return score;
    }

    private static UInt128 HashOf(ReadOnlySpan<char> text, TextOrigin origin, string keyId)
    {
        Span<byte> key = stackalloc byte[128], hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key[0] = (byte)origin;
        var length = Encoding.UTF8.TryGetBytes(keyId, key[1..], out var written) ? written + 1 : 1;
        HMACSHA256.HashData(key[..length], MemoryMarshal.AsBytes(text), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
