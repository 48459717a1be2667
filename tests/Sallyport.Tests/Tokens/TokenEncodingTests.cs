using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Testing;
using Sallyport.Tokens;
using Xunit;

namespace Sallyport.Tests.Tokens;

public sealed class TokenEncodingTests
{
    /// <summary>The published patterns. .NET classes UTF-16 units, so they are right for text of the first plane only.</summary>
    private static readonly Dictionary<string, Regex> Patterns = new(StringComparer.Ordinal)
    {
        ["cl100k_base"] = new(@"(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant),
        ["o200k_base"] = new(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'[sſ]|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant),
    };

    public static TheoryData<string> Encodings => ["o200k_base", "cl100k_base"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_vector_has_the_tokens_of_the_reference(string name)
    {
        var (encoding, wrong, texts) = (Of(name), new List<string>(), 0);
        foreach (var line in File.ReadLines(Repository.Combine("tests", "Sallyport.Tests", "Tokens", "vectors.jsonl")))
        {
            using var vector = JsonDocument.Parse(line);
            var text = vector.RootElement.GetProperty("text").GetString()!;
            var expected = vector.RootElement.GetProperty(name).EnumerateArray().Select(t => t.GetInt32()).ToArray();
            var tokens = new List<int>();
            encoding.Encode(Encoding.UTF8.GetBytes(text), tokens);
            if (!expected.SequenceEqual(tokens) || encoding.Count(text) != expected.Length) wrong.Add(JsonSerializer.Serialize(text));
            texts++;
        }

        Assert.Equal(2_000, texts);
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_cut_where_the_published_pattern_cuts_it(string name)
    {
        // Few characters of every class, so that all classes meet each other.
        string[] letters = ["a", "B", "ſ", "ǅ", "ʰ", "文", "\u0301", "\u0903", "7", "Ⅷ", "'", "'s", "'S", "'LL", "'ve", "'ſ", " ", " ", "\u00A0", "\u0085", "\u3000", "\t", "\n", "\r\n", "/", ".", "€", "s", "ll", "\uFEFF", "\u200B"];
        var random = new Random(20261121);
        for (var round = 0; round < 15_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)]));
            var bytes = Encoding.UTF8.GetBytes(text);
            var pieces = new List<string>();
            for (var at = 0; at < bytes.Length;)
            {
                var end = name == "o200k_base" ? TextSplitter.NextOfO200k(bytes, at) : TextSplitter.NextOfCl100k(bytes, at);
                pieces.Add(Encoding.UTF8.GetString(bytes, at, end - at));
                at = end;
            }

            var expected = Patterns[name].Matches(text).Select(m => m.Value);
            Assert.True(expected.SequenceEqual(pieces), $"{JsonSerializer.Serialize(text)}: {JsonSerializer.Serialize(expected)} but {JsonSerializer.Serialize(pieces)}");
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Scan_heap_and_lists_merge_alike(string name)
    {
        var vocabulary = Vocabulary.Load(name);
        var random = new Random(7);
        foreach (var alphabet in (string[])["a", "ab", "the and of ing", "0123456789abcdef", "文字化けする"])
        {
            for (var round = 0; round < 300; round++)
            {
                var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(2, 40)).Select(_ => alphabet[random.Next(alphabet.Length)])));
                List<int> byScan = [], byHeap = [], byLists = [];
                Assert.Equal(PieceMerger.MergeByScan(vocabulary, piece, byScan), PieceMerger.MergeByHeap(vocabulary, piece, byHeap));
                Assert.Equal(byScan.Count, PieceMerger.MergeByLists(vocabulary, piece, byLists));
                Assert.Equal(byScan, byHeap);
                Assert.Equal(byScan, byLists);
            }

            var longer = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(_ => alphabet[random.Next(alphabet.Length)])));
            List<int> longByHeap = [], longByLists = [];
            PieceMerger.MergeByHeap(vocabulary, longer, longByHeap);
            PieceMerger.MergeByLists(vocabulary, longer, longByLists);
            Assert.Equal(longByHeap, longByLists);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Tokens_are_the_text_again(string name)
    {
        var vocabulary = Vocabulary.Load(name);
        var bytes = new byte[5_000];
        new Random(3).NextBytes(bytes); // no UTF-8
        var tokens = new List<int>();
        Of(name).Encode(bytes, tokens);
        Assert.Equal(bytes, tokens.SelectMany(t => vocabulary.TokenAt(t).ToArray()));
    }

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character() =>
        Assert.Equal(TokenEncoding.O200kBase.Count("a\uFFFDb"), TokenEncoding.O200kBase.Count("a\uD83Db"));

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("'")]
    [InlineData("文")]
    [InlineData("\u0301")]
    [InlineData("-")]
    [InlineData(" \n")]
    [InlineData("qzxvkj")]
    public void Hostile_text_costs_linear_time(string unit)
    {
        foreach (var encoding in (TokenEncoding[])[TokenEncoding.O200kBase, TokenEncoding.Cl100kBase])
        {
            var small = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length)));
            var large = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)));
            encoding.Count(large);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (var i = 0; i < 3; i++) encoding.Count(small);
            var once = watch.Elapsed / 3;
            watch.Restart();
            encoding.Count(large);

            // Ten times the text may cost thirty times the time at most, or two seconds: quadratic time would be a hundred times and minutes.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2) || watch.Elapsed < 30 * once, $"{encoding.Name}: {once} became {watch.Elapsed}");
        }
    }

    [Fact]
    public void A_count_allocates_nothing()
    {
        var text = string.Join(' ', Enumerable.Repeat("It's 2026: der Fluß führt 文字 und 🙂 — don't ask.\r\n", 50));
        var bytes = Encoding.UTF8.GetBytes(text + new string('x', 5_000));
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            TokenEncoding.O200kBase.Count(text);
            TokenEncoding.O200kBase.Count(bytes);
            TokenEncoding.Cl100kBase.Count(bytes);
        }));
    }

    private static TokenEncoding Of(string name) => name == "o200k_base" ? TokenEncoding.O200kBase : TokenEncoding.Cl100kBase;
}
