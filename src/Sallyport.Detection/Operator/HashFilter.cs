using System.Numerics;

namespace Sallyport.Detection.Operator;

/// <summary>Says of most hashes that are not in a set that they are not, with one look into memory.</summary>
/// <remarks>Sixteen bits an entry, two of them set, both in one word: about one in sixty strangers is let through.</remarks>
internal sealed class HashFilter
{
    private const int BitsAnEntry = 16, MinWords = 64, MaxWords = 1 << 20;

    private readonly ulong[] _words;
    private readonly int _shift;

    public HashFilter(int entries)
    {
        var words = BitOperations.RoundUpToPowerOf2((uint)Math.Clamp((long)entries * BitsAnEntry / 64, MinWords, MaxWords));
        _words = new ulong[words];
        _shift = 64 - BitOperations.Log2(words);
    }

    public void Add(ulong hash) => _words[hash >> _shift] |= Bits(hash);

    /// <summary>False if the hash was never added.</summary>
    public bool MayHold(ulong hash) => (_words[hash >> _shift] & Bits(hash)) == Bits(hash);

    private static ulong Bits(ulong hash) => (1UL << (int)(hash >> 26)) | (1UL << (int)(hash >> 32));
}
