using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger.Hashing;
using Xunit;

namespace Sallyport.Tests.Ledger.Hashing;

public sealed class HashTests
{
    public static TheoryData<int> Lengths => new([0, 1, 31, 55, 56, 63, 64, 65, 127, 128, 1_000, 4_096, 4_097, 300_000]);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_hash_is_the_frameworks_however_the_data_is_cut(int length)
    {
        var data = Bytes(length);
        var expected = SHA256.HashData(data);
        foreach (var (first, second) in ((int, int)[])[(0, 0), (length, length), (length / 3, length / 2), (length > 0 ? 1 : 0, length)])
        {
            var hash = new byte[Sha256.Size];
            Sha256.Hash(data.AsSpan(0, first), data.AsSpan(first, second - first), data.AsSpan(second), hash);
            Assert.Equal(expected, hash);
        }
    }

    [Fact]
    public void A_hash_may_lie_over_what_was_hashed()
    {
        var data = Bytes(64);
        var expected = SHA256.HashData(data);
        Sha256.Hash(data.AsSpan(0, 32), data.AsSpan(32), [], data.AsSpan(0, 32));
        Assert.Equal(expected, data[..32]);
    }

    // RFC 4231, test cases 1 and 2.
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    public void A_code_is_the_published_one(string key, string message, string code) =>
        Assert.Equal(code, Convert.ToHexStringLower(new HmacSha256Key(Convert.FromHexString(key)).CodeOf(Encoding.ASCII.GetBytes(message))));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_code_is_the_frameworks_whole_and_in_pieces(int length)
    {
        var (data, secret) = (Bytes(length), RandomNumberGenerator.GetBytes(32));
        var expected = HMACSHA256.HashData(secret, data);
        var key = new HmacSha256Key(secret);
        Assert.Equal(expected, key.CodeOf(data));
        using var pieces = key.Begin();
        for (var at = 0; at < length; at += 777) pieces.Add(data.AsSpan(at, Math.Min(777, length - at)));
        Assert.Equal(expected, pieces.End());
        Assert.Equal(expected, key.CodeOf(data)); // the key is as before
    }

    [Fact]
    public void A_key_longer_than_a_block_is_refused() => Assert.Throws<ArgumentException>(() => new HmacSha256Key(new byte[65]));

    [Fact]
    public void On_linux_with_openssl_the_direct_functions_are_used() => Assert.Equal(OperatingSystem.IsLinux(), LibCryptoSha256.IsUsable);

    private static byte[] Bytes(int length)
    {
        var data = new byte[length];
        for (var i = 0; i < length; i++) data[i] = (byte)(i * 31);
        return data;
    }
}
