using System.Security.Cryptography;

namespace Sallyport.Ledger.Hashing;

/// <summary>SHA-256 of data that lies in up to three pieces. Does not allocate. Made for what is hashed many times a request: leaves and nodes of the tree.</summary>
/// <remarks>Uses OpenSSL's functions directly where the system has them, else the framework's; decision 0044.</remarks>
public static class Sha256
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private const int ShortBytes = 4_096;

    /// <summary>Hashes the pieces as if they were one. The result may lie over any of them.</summary>
    public static void Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> hash32)
    {
        if (!LibCryptoSha256.IsUsable)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(first);
            hash.AppendData(second);
            hash.AppendData(third);
            hash.GetHashAndReset(hash32);
            return;
        }

        var state = default(Sha256State);
        LibCryptoSha256.Begin(ref state);
        Add(ref state, first);
        Add(ref state, second);
        Add(ref state, third);
        LibCryptoSha256.End(hash32[..Size], ref state);
    }

    internal static void Add(ref Sha256State state, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        if (data.Length <= ShortBytes) LibCryptoSha256.AddShort(ref state, data, (nuint)data.Length);
        else LibCryptoSha256.Add(ref state, data, (nuint)data.Length);
    }
}
