namespace Sallyport.Detection.Normalization;

/// <summary>Common words, as a Bloom filter: says "known" of one strange word in some hundred. Tells a disguised word from a strange one.</summary>
internal sealed class Vocabulary(byte[] bits)
{
    public const int Bytes = 1 << 15;
    private const uint Mask = Bytes * 8 - 1;

    public bool Knows(ReadOnlySpan<char> word)
    {
        var (first, second) = Hash(word);
        for (var i = 0u; i < 4; i++)
        {
            var bit = first + i * second & Mask;
            if ((bits[bit >> 3] & 1 << (int)(bit & 7)) == 0) return false;
        }

        return true;
    }

    public static void Add(byte[] bits, ReadOnlySpan<char> word)
    {
        var (first, second) = Hash(word);
        for (var i = 0u; i < 4; i++)
        {
            var bit = first + i * second & Mask;
            bits[bit >> 3] |= (byte)(1 << (int)(bit & 7));
        }
    }

    private static (uint First, uint Second) Hash(ReadOnlySpan<char> word)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in word) hash = (hash ^ c) * 1099511628211UL;
        hash ^= hash >> 29;
        hash *= 0xBF58476D1CE4E5B9;
        return ((uint)(hash >> 32), (uint)hash | 1);
    }
}
