using Sallyport.Gateway.Authentication;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Authentication;

public sealed class VirtualKeyTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData(KeyEnvironment.Development, "sp_dev_", 56)]
    [InlineData(KeyEnvironment.Staging, "sp_stg_", 56)]
    [InlineData(KeyEnvironment.Production, "sp_prod_", 57)]
    public void A_new_key_has_the_documented_form(KeyEnvironment environment, string prefix, int length)
    {
        var key = VirtualKey.Create(environment);
        Assert.StartsWith(prefix, key.Reveal(), StringComparison.Ordinal);
        Assert.Equal(length, key.Reveal().Length);
        Assert.True(VirtualKey.TryParse(key.Reveal(), out var parsed, out var id));
        Assert.Equal((environment, key.Id), (parsed, id.ToString()));
    }

    [Fact]
    public void The_form_is_frozen()
    {
        // Made once and never again: a key in somebody's hands must stay a key.
        Assert.True(VirtualKey.TryParse(Frozen, out _, out var id));
        Assert.Equal("0123456789", id.ToString());
        var hash = new KeyHasher(new byte[32]).Hash(VirtualKey.Import(Frozen)!);
        Assert.Equal(FrozenHash, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void Every_single_character_error_is_caught()
    {
        foreach (var environment in Enum.GetValues<KeyEnvironment>())
        {
            var key = VirtualKey.Create(environment).Reveal().ToCharArray();
            for (var i = 0; i < key.Length; i++)
            {
                var right = key[i];
                foreach (var wrong in Base62 + "_- \0é\u0100\uFF10")
                {
                    if (wrong == right) continue;
                    key[i] = wrong;
                    Assert.False(VirtualKey.TryParse(key, out _, out _), $"position {i}");
                }

                key[i] = right;
            }
        }
    }

    [Fact]
    public void Every_swap_of_neighbours_is_caught()
    {
        var key = VirtualKey.Create(KeyEnvironment.Production).Reveal().ToCharArray();
        for (var i = 1; i < key.Length; i++)
        {
            if (key[i] == key[i - 1]) continue;
            (key[i - 1], key[i]) = (key[i], key[i - 1]);
            Assert.False(VirtualKey.TryParse(key, out _, out _));
            (key[i - 1], key[i]) = (key[i], key[i - 1]);
        }
    }

    [Fact]
    public void Text_that_is_cut_extended_or_empty_is_no_key()
    {
        var key = VirtualKey.Create(KeyEnvironment.Staging).Reveal();
        for (var length = 0; length < key.Length; length++) Assert.False(VirtualKey.TryParse(key.AsSpan(0, length), out _, out _));
        Assert.False(VirtualKey.TryParse(key + "0", out _, out _));
        Assert.False(VirtualKey.TryParse(" " + key, out _, out _));
        Assert.False(VirtualKey.TryParse(new string('x', 1_000_000), out _, out _));
        Assert.Null(VirtualKey.Import("sk-proj-something"));
    }

    [Fact]
    public void A_rotated_key_keeps_its_id_and_nothing_else()
    {
        var first = VirtualKey.Create(KeyEnvironment.Production);
        var second = VirtualKey.Create(first.Environment, first.Id);
        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Reveal(), second.Reveal());
    }

    [Fact]
    public void A_key_prints_without_its_secret()
    {
        var key = VirtualKey.Create(KeyEnvironment.Production);
        Assert.Equal($"sp_prod_{key.Id}_***", $"{key}");
    }

    [Fact]
    public void Every_character_of_the_alphabet_is_drawn_equally_often()
    {
        var counts = new int[128];
        for (var i = 0; i < 4_000; i++)
            foreach (var c in VirtualKey.Create(KeyEnvironment.Development).Reveal().AsSpan(18, 32)) counts[c]++;
        var expected = 4_000 * 32 / 62.0;
        var chiSquare = Base62.Sum(c => Math.Pow(counts[c] - expected, 2) / expected);
        Assert.InRange(chiSquare, 15, 140); // 61 degrees of freedom; outside by chance less than once in a million runs
    }

    [Fact]
    public void Checking_and_hashing_do_not_allocate()
    {
        var (key, _) = SampleKeys.Make();
        var text = key.Reveal();
        var hash = new byte[KeyHasher.Size];
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 1_000; i++) Check(text, hash);
        }));

        static void Check(string text, Span<byte> hash)
        {
            Assert.True(VirtualKey.TryParse(text, out _, out _));
            SampleKeys.Hasher.Hash(text, hash);
        }
    }

    private const string Frozen = "sp_prod_0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef302qQS";
    private const string FrozenHash = "5937be8cca89c20bec9054d99eed6b41e48b99110fc0787f0db1e1ec70d05ccc";
}
