using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Ledger.Leaves;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Ledger;

/// <summary>The digests are what Python's <c>unicodedata</c> gives for the same texts; <c>training/unicode_nfc.py</c> prints them.</summary>
public sealed class NormalFormTests
{
    [Fact]
    public void Every_character_is_normalized_as_Python_does()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var point = 0; point < 0x110000; point++)
        {
            if (!Rune.IsValid(point)) continue;
            var text = new Rune(point).ToString();
            var normal = NormalForm.Normalize(text);
            digest.AppendData(Encoding.UTF8.GetBytes(normal));
            Assert.Equal(normal == text, NormalForm.IsNormal(Encoding.UTF8.GetBytes(text)));
        }

        Assert.Equal("1ffc8e6ce9e83df8e49fd62d6abb68f981775aed0b5101b88c213d4653e9b540", Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    [Fact]
    public void Sequences_are_normalized_as_Python_does()
    {
        var points = ActivePoints();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var state = 1UL;
        var text = new StringBuilder();
        for (var i = 0; i < 200_000; i++)
        {
            text.Clear();
            for (var j = 0; j < 6; j++)
            {
                state = unchecked((state * 6364136223846793005UL) + 1442695040888963407UL);
                text.Append(new Rune(points[(int)((state >> 33) % (ulong)points.Length)]));
            }

            var whole = text.ToString();
            var normal = NormalForm.Normalize(whole);
            digest.AppendData(Encoding.UTF8.GetBytes(normal));
            Assert.Equal(normal == whole, NormalForm.IsNormal(Encoding.UTF8.GetBytes(whole)));
        }

        Assert.Equal("0dcf10eeb87bf387317e10281726882b09c217f1e59393dc0908af6247b541e0", Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    [Fact]
    public void A_lone_surrogate_stays_and_hides_nothing() => Assert.Equal("\uD800\u00E9", NormalForm.Normalize("\uD800e\u0301"));

    private static int[] ActivePoints()
    {
        var points = new SortedSet<int>(Enumerable.Range(0x1100, 0x100).Concat(Enumerable.Range(0xAC00, 0x80)).Concat([0x41, 0x61, 0x65, 0x69, 0x6F]));
        foreach (var line in File.ReadLines(Repository.Combine("src/Sallyport.Ledger/Leaves/nfc.txt")))
        {
            var part = line.Split(' ');
            var numbers = part[0] == "class" ? part[1..3] : part[1..];
            var hex = numbers.Select(p => int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            points.UnionWith(part[0] == "class" ? Enumerable.Range(hex[0], hex[1] - hex[0] + 1) : hex);
        }

        return [.. points];
    }
}
