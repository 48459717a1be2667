using System.Security.Cryptography;

namespace Sallyport.Detection.Financial;

/// <summary>The address form of Bitcoin and its descendants: 25 bytes in base 58, the last four the front of a double SHA-256.</summary>
internal static class Base58Check
{
    public const string Bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    public const string RippleAlphabet = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
    private const int Bytes = 25;

    private static readonly System.Buffers.SearchValues<char> Alphabet = System.Buffers.SearchValues.Create(Bitcoin);

    public static bool IsBase58(ReadOnlySpan<char> word) => word.IndexOfAnyExcept(Alphabet) < 0;

    public static bool IsValid(ReadOnlySpan<char> word, string alphabet)
    {
        if (!IsBase58(word)) return false;
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes.Clear();
        foreach (var c in word)
        {
            var carry = alphabet.IndexOf(c, StringComparison.Ordinal);
            for (var i = Bytes - 1; i >= 0; i--)
            {
                carry += 58 * bytes[i];
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0) return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^4], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[^4..]);
    }
}
