using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger.Sealing;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class Xaes256GcmTests
{
    /// <summary>The two vectors of the specification: they differ in the top bit that doubling carries.</summary>
    [Theory]
    [InlineData(1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")]
    [InlineData(3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")]
    public void It_makes_what_the_specification_says(byte fill, string bound, string expected)
    {
        var key = Enumerable.Repeat(fill, 32).ToArray();
        var nonce = Encoding.ASCII.GetBytes("ABCDEFGHIJKLMNOPQRSTUVWX");
        var text = Encoding.ASCII.GetBytes("XAES-256-GCM");
        var made = new byte[text.Length + 16];
        Xaes256Gcm.Seal(key, nonce, text, made, Encoding.ASCII.GetBytes(bound));
        Assert.Equal(expected, Convert.ToHexStringLower(made));

        var opened = new byte[text.Length];
        Xaes256Gcm.Open(key, nonce, made, opened, Encoding.ASCII.GetBytes(bound));
        Assert.Equal(text, opened);
    }

    [Fact]
    public void A_key_for_a_prefix_seals_as_the_whole_does()
    {
        var (key, nonce, text) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(24), RandomNumberGenerator.GetBytes(100));
        byte[] whole = new byte[116], parts = new byte[116];
        Xaes256Gcm.Seal(key, nonce, text, whole, []);
        using var inner = Xaes256GcmKey.ForPrefix(key, nonce.AsSpan(0, 12));
        inner.Seal(nonce.AsSpan(12), text, parts, []);
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void A_change_anywhere_is_noticed()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32), nonce = RandomNumberGenerator.GetBytes(24), bound = RandomNumberGenerator.GetBytes(5);
        var made = new byte[40];
        Xaes256Gcm.Seal(key, nonce, new byte[24], made, bound);
        foreach (var part in new[] { key, nonce, bound, made })
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] ^= 1;
                Assert.Throws<AuthenticationTagMismatchException>(() => Xaes256Gcm.Open(key, nonce, made, new byte[24], bound));
                part[i] ^= 1;
            }
        }
    }
}
