namespace Sallyport.Detection.Financial;

/// <summary>The newer address form: a prefix, the digit 1, and 32 different chars with a checksum over all of it.</summary>
internal static class Bech32
{
    private const string Chars = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint Plain = 1, Modified = 0x2BC830A3;

    private static ReadOnlySpan<uint> Generator => [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];

    /// <summary>The prefix, if the checksum of the word is right.</summary>
    public static bool TryPrefix(ReadOnlySpan<char> word, out ReadOnlySpan<char> prefix)
    {
        prefix = default;
        var one = word[..Math.Min(word.Length, 10)].IndexOf('1');
        if (one < 2 || word.Length - one < 20 || (word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z'))) return false;
        var check = 1u;
        for (var i = 0; i < one; i++) check = Next(check) ^ (uint)(char.ToLowerInvariant(word[i]) >> 5);
        check = Next(check);
        for (var i = 0; i < one; i++) check = Next(check) ^ (uint)(char.ToLowerInvariant(word[i]) & 31);
        for (var i = one + 1; i < word.Length; i++)
        {
            var value = Chars.IndexOf(char.ToLowerInvariant(word[i]), StringComparison.Ordinal);
            if (value < 0) return false;
            check = Next(check) ^ (uint)value;
        }

        prefix = word[..one];
        return check is Plain or Modified;
    }

    private static uint Next(uint check)
    {
        var top = check >> 25;
        check = (check & 0x1FFFFFF) << 5;
        for (var i = 0; i < 5; i++)
        {
            if (((top >> i) & 1) != 0) check ^= Generator[i];
        }

        return check;
    }
}
