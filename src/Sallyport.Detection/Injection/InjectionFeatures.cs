using System.Numerics;

namespace Sallyport.Detection.Injection;

/// <summary>
/// What the classifier sees of a text: for each token, hashes of the token with those before it. Training and scoring share this file,
/// so a change here needs new weights.
/// </summary>
internal static class InjectionFeatures
{
    /// <summary>The most features that one token gives.</summary>
    public const int MostPerToken = 40;

    private const int MostGrams = 14, ConceptReach = 10;
    private const uint Word = 0x9E3779B1, Stem = 0x85EBCA77, Pair = 0xC2B2AE3D, Triple = 0x27D4EB2F, Skip = 0x165667B1, Opening = 0xD3A2646D,
        Gram = 0xFD7046C5, Concept = 0xB55A4F09, ConceptPair = 0x8CB92BA7, ConceptTriple = 0xE6546B64, ConceptOpening = 0x6C8E9CF5;

    /// <summary>Writes the features that end at token <paramref name="at"/>. Returns how many.</summary>
    public static int Emit(ReadOnlySpan<char> text, TokenList tokens, int at, ref ConceptTrail trail, Span<uint> into)
    {
        var count = 0;
        var word = tokens.Hashes[at];
        var stem = tokens.Stems[at];
        var flags = tokens.Flags[at];
        into[count++] = Mix(word, Word);
        if (stem != word) into[count++] = Mix(stem, Stem);
        if ((flags & TokenFlags.Opens) != TokenFlags.None) into[count++] = Mix(stem, Opening);
        if (at >= 1)
        {
            var before = tokens.Stems[at - 1];
            into[count++] = Mix(stem ^ BitOperations.RotateLeft(before, 11), Pair);
            if (at >= 2)
            {
                var second = tokens.Stems[at - 2];
                into[count++] = Mix(stem ^ BitOperations.RotateLeft(before, 11) ^ BitOperations.RotateLeft(second, 22), Triple);
                into[count++] = Mix(stem ^ BitOperations.RotateLeft(second, 7), Skip);
            }
        }

        if ((flags & (TokenFlags.Mark | TokenFlags.Link | TokenFlags.Mail | TokenFlags.Blob | TokenFlags.Part)) == TokenFlags.None)
        {
            count = AddGrams(text[tokens.Starts[at]..tokens.Ends[at]], into, count);
        }

        return AddConcepts(tokens.Meanings[at], flags, at, ref trail, into, count);
    }

    // Four chars at a time, with the word's ends among them.
    private static int AddGrams(ReadOnlySpan<char> word, Span<uint> into, int count)
    {
        var most = Math.Min(count + MostGrams, into.Length);
        if (word.Length < 3) return count;
        char a = ' ', b = word[0], c = word[1];
        for (var i = 2; i <= word.Length && count < most; i++)
        {
            var d = i < word.Length ? word[i] : ' ';
            var packed = a | (ulong)b << 16 | (ulong)c << 32 | (ulong)d << 48;
            packed *= 0x9E3779B97F4A7C15;
            into[count++] = Mix((uint)(packed >> 32), Gram);
            (a, b, c) = (b, c, d);
        }

        return count;
    }

    private static int AddConcepts(Concepts meanings, TokenFlags flags, int at, ref ConceptTrail trail, Span<uint> into, int count)
    {
        var bits = (ulong)meanings;
        for (var taken = 0; bits != 0 && taken < 2; taken++)
        {
            var concept = (uint)BitOperations.TrailingZeroCount(bits) + 1;
            bits &= bits - 1;
            into[count++] = Mix(concept, Concept);
            if ((flags & TokenFlags.Opens) != TokenFlags.None) into[count++] = Mix(concept, ConceptOpening);
            if (at - trail.LastAt > ConceptReach) continue;
            into[count++] = Mix(concept | trail.Last << 8, ConceptPair);
            if (at - trail.SecondAt > 2 * ConceptReach) continue;
            into[count++] = Mix(concept | trail.Second << 8, ConceptPair ^ Skip);
            into[count++] = Mix(concept | trail.Last << 8 | trail.Second << 16, ConceptTriple);
        }

        if (meanings != Concepts.None) trail.Add((uint)BitOperations.TrailingZeroCount((ulong)meanings) + 1, at);
        return count;
    }

    private static uint Mix(uint value, uint salt)
    {
        value ^= salt;
        value *= 0xCC9E2D51;
        value ^= value >> 15;
        value *= 0x1B873593;
        return value ^ value >> 13;
    }
}
