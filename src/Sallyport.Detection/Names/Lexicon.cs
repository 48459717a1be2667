using System.Runtime.InteropServices;

namespace Sallyport.Detection.Names;

/// <summary>What is known of single words: given names, towns, common words. A hash table without the words themselves.</summary>
/// <remarks>An entry keeps half of the hash, and the other half says where it stands: hardly a word is taken for another one.</remarks>
internal sealed class Lexicon(uint[] entries)
{
    private readonly int _shift = 32 - System.Numerics.BitOperations.Log2((uint)entries.Length);

    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(entries.AsSpan());

    public WordTraits Find(uint hash)
    {
        var mask = (uint)entries.Length - 1;
        var print = (ushort)hash;
        for (var slot = hash >> _shift; ; slot = (slot + 1) & mask)
        {
            var entry = entries[slot];
            if (entry == 0) return WordTraits.None;
            if ((ushort)entry == print) return (WordTraits)(entry >> 16);
        }
    }

    /// <summary>True if two words follow each other in the name of a place.</summary>
    public bool IsPair(uint first, uint second) => Find(PairHash(first, second)).HasAny(WordTraits.Pair);

    public static uint PairHash(uint first, uint second) => WordReader.Mix((first * 0x9E37_79B1) + second);

    /// <summary>Adds or widens an entry; for building a table, which must stay at least a third empty.</summary>
    public static void Put(uint[] entries, uint hash, WordTraits traits)
    {
        var shift = 32 - System.Numerics.BitOperations.Log2((uint)entries.Length);
        var mask = (uint)entries.Length - 1;
        for (var slot = hash >> shift; ; slot = (slot + 1) & mask)
        {
            ref var entry = ref entries[slot];
            if (entry != 0 && (ushort)entry != (ushort)hash) continue;
            entry |= ((uint)traits << 16) | (ushort)hash;
            return;
        }
    }
}
