using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger.Sealing;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

/// <summary>The vectors of c2sp.org/XAES-256-GCM.</summary>
public sealed class Xaes256GcmTests
{
    private static readonly byte[] Nonce = "ABCDEFGHIJKLMNOPQRSTUVWX"u8.ToArray();

    [Theory]
    [InlineData(0x01, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")]
    [InlineData(0x03, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")]
    public void The_published_message_is_sealed_byte_for_byte(byte fill, string associated, string expected)
    {
        var (key, data) = (Enumerable.Repeat(fill, 32).ToArray(), Encoding.ASCII.GetBytes(associated));
        var message = Xaes256Gcm.Seal(key, Nonce, "XAES-256-GCM"u8, data);
        Assert.Equal(expected, Convert.ToHexStringLower(message));
        Assert.Equal("XAES-256-GCM"u8.ToArray(), Xaes256Gcm.Open(key, Nonce, message, data));
    }

    [Fact]
    public void Ten_thousand_random_messages_have_the_published_digest()
    {
        var random = Shake128.HashData([], 10_000 * (32 + 24 + 2 + 510)); // more than can be used
        var at = 0;
        using var digest = new Shake128();
        for (var i = 0; i < 10_000; i++)
        {
            var (key, nonce) = (Next(32), Next(24));
            var plaintext = Next(Next(1)[0]);
            var associated = Next(Next(1)[0]);
            digest.AppendData(Xaes256Gcm.Seal(key, nonce, plaintext, associated));
        }

        Assert.Equal("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939", Convert.ToHexStringLower(digest.GetHashAndReset(32)));

        byte[] Next(int count) => random[at..(at += count)];
    }

    [Fact]
    public void Nothing_opens_if_one_bit_of_anything_differs()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        byte[] data = [1, 2, 3];
        var message = Xaes256Gcm.Seal(key, Nonce, "secret"u8, data);
        foreach (var part in new[] { key, Nonce.ToArray(), message, data }.Select((bytes, i) => (bytes, i)))
        {
            for (var bit = 0; bit < part.bytes.Length * 8; bit++)
            {
                var flipped = part.bytes.ToArray();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Null(Xaes256Gcm.Open(part.i == 0 ? flipped : key, part.i == 1 ? flipped : Nonce, part.i == 2 ? flipped : message, part.i == 3 ? flipped : data));
            }
        }

        Assert.Null(Xaes256Gcm.Open(key, Nonce, message.AsSpan(0, 15), data));
    }

    [Fact]
    public void Messages_under_one_prefix_are_the_same_as_one_by_one_and_allocate_nothing()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        using var whole = new Xaes256GcmKey(key);
        using var prefix = whole.ForPrefix(Nonce.AsSpan(0, 12));
        var message = new byte[6 + Xaes256Gcm.TagBytes];
        prefix.Seal(Nonce.AsSpan(12), "secret"u8, "data"u8, message);
        Assert.Equal(Xaes256Gcm.Seal(key, Nonce, "secret"u8, "data"u8), message);
        Assert.Equal(0, Allocations.LeastOf(() => prefix.Seal(Nonce.AsSpan(12), "secret"u8, "data"u8, message)));
    }
}
