using System.Runtime.InteropServices;

namespace Sallyport.Detection.Names;

/// <summary>What is known of single words: given names, towns, common words. A hash table without the words themselves.</summary>
/// <remarks>An entry keeps eight bits of the hash, so of a thousand words it does not hold about six are taken for another one.</remarks>
internal sealed class Lexicon(uint[] entries)
{
    private readonly int _shift = 32 - System.Numerics.BitOperations.Log2((uint)entries.Length);

    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(entries.AsSpan());

    public (WordTraits Traits, byte Cluster) Find(uint hash)
    {
        var mask = (uint)entries.Length - 1;
        var print = Print(hash);
        for (var slot = hash >> _shift; ; slot = (slot + 1) & mask)
        {
            var entry = entries[slot];
            if (entry == 0) return default;
            if ((byte)entry == print) return ((WordTraits)(entry >> 16), (byte)(entry >> 8));
        }
    }

    /// <summary>What is known of two words that follow each other.</summary>
    public bool IsPair(uint first, uint second) => (Find(PairHash(first, second)).Traits & WordTraits.Pair) != 0;

    public static uint PairHash(uint first, uint second) => WordReader.Mix((first * 0x9E37_79B1) + second);

    /// <summary>Adds or widens an entry; for building a table. It must stay at least a third empty.</summary>
    public static void Put(uint[] entries, uint hash, WordTraits traits, byte cluster)
    {
        var shift = 32 - System.Numerics.BitOperations.Log2((uint)entries.Length);
        var mask = (uint)entries.Length - 1;
        var print = Print(hash);
        for (var slot = hash >> shift; ; slot = (slot + 1) & mask)
        {
            ref var entry = ref entries[slot];
            if (entry != 0 && (byte)entry != print) continue;
            entry |= ((uint)traits << 16) | print;
            if (cluster != 0) entry = (entry & 0xFFFF_00FF) | ((uint)cluster << 8);
            return;
        }
    }

    private static byte Print(uint hash) => (byte)hash;
}
