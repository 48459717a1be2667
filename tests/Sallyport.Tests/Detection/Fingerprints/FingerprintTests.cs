using System.Text;
using Sallyport.Detection;
using Sallyport.Detection.Fingerprints;
using Sallyport.Detection.Streaming;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Detection.Fingerprints;

public sealed class FingerprintTests
{
    private static readonly FingerprintKey Key = new([.. Enumerable.Range(1, FingerprintKey.Size).Select(i => (byte)i)]);
    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 3_000).Select(i => $"w{i * 7919 % 10_007:x}{(char)('a' + (i % 26))}")];
    private static readonly string[] Documents = [.. Enumerable.Range(0, 40).Select(i => Written(i, 400))];
    private static readonly FingerprintDetector Detector = new("contracts", "CONTRACT", SetOf(Documents).ToIndex());

    [Theory]
    [InlineData(0.00, 60, 1.00, 0.80)]
    [InlineData(0.05, 60, 0.95, 0.70)]
    [InlineData(0.10, 60, 0.85, 0.50)]
    [InlineData(0.10, 300, 1.00, 0.85)]
    [InlineData(0.20, 300, 0.97, 0.50)]
    public void An_edited_copy_is_found(double edited, int words, double leastFound, double leastCovered)
    {
        var chance = new Random(3);
        var (found, covered) = (0, 0d);
        foreach (var document in Documents)
        {
            var all = document.Split(' ');
            var from = chance.Next(all.Length - words);
            var copy = string.Join(' ', all[from..(from + words)].Select(w => chance.NextDouble() < edited ? "other" + chance.Next(1_000) : w));
            var findings = Found(Detector, copy);
            if (findings.Count > 0) found++;
            covered += findings.Sum(f => (double)f.Length) / copy.Length;
        }

        Assert.True(found >= leastFound * Documents.Length, $"{found} of {Documents.Length} are found");
        Assert.True(covered >= leastCovered * Documents.Length, $"{covered / Documents.Length:P0} is covered");
    }

    [Fact]
    public void Case_white_space_and_punctuation_make_no_difference()
    {
        var copy = Documents[3].ToUpperInvariant().Replace(" ", "\n\t, ", StringComparison.Ordinal);
        Assert.True(Assert.Single(Found(Detector, copy)).Length > copy.Length - 200);
    }

    [Fact]
    public void Paragraphs_in_another_order_are_found()
    {
        var words = Documents[5].Split(' ');
        var copy = string.Join("\n\n", words.Chunk(80).Reverse().Select(p => string.Join(' ', p)));
        Assert.True(Found(Detector, copy).Sum(f => f.Length) > 0.8 * copy.Length);
    }

    [Fact]
    public void A_finding_lies_on_the_copied_passage_and_names_the_document()
    {
        var passage = string.Join(' ', Documents[7].Split(' ')[100..180]);
        var text = Written(901, 200) + ". " + passage + ". " + Written(902, 200);
        var finding = Assert.Single(Found(Detector, text));

        var start = text.IndexOf(passage, StringComparison.Ordinal);
        Assert.InRange(finding.Start, start, start + 80);
        Assert.InRange(finding.End, start + passage.Length - 80, start + passage.Length);
        Assert.Equal("d8", Detector.Kinds[finding.Kind]);
    }

    [Fact]
    public void Unrelated_text_is_not_found()
    {
        for (var i = 0; i < 60; i++) Assert.Empty(Found(Detector, Written(1_000 + i, 500)));
        Assert.Empty(Found(Detector, string.Concat(SampleText.Fragments)));
    }

    [Fact]
    public void One_shared_sentence_is_no_copy() =>
        Assert.Empty(Found(Detector, Written(903, 60) + " " + string.Join(' ', Documents[9].Split(' ')[50..57]) + " " + Written(904, 60)));

    [Fact]
    public void What_stands_in_most_documents_tells_nothing()
    {
        var header = Written(77, 120);
        var set = SetOf([.. Enumerable.Range(0, 60).Select(i => header + " " + Written(200 + i, 200))]);
        var detector = new FingerprintDetector("code", "CODE", set.ToIndex());

        Assert.Empty(Found(detector, header));
        Assert.NotEmpty(Found(detector, header + " " + Written(217, 200)));
    }

    [Fact]
    public void Text_without_spaces_between_words_is_found()
    {
        var chance = new Random(4);
        var text = string.Concat(Enumerable.Range(0, 400).Select(_ => (char)chance.Next(0x4E00, 0x9000)));
        var detector = new FingerprintDetector("han", "HAN", SetOf([text]).ToIndex());

        Assert.True(Found(detector, text[100..200]).Sum(f => f.Length) > 70);
        Assert.Empty(Found(detector, string.Concat(text[100..200].Reverse())));
    }

    [Fact]
    public void Another_key_gives_other_hashes()
    {
        var set = SetOf([Documents[0]]);
        var other = new FingerprintKey(new byte[FingerprintKey.Size]);

        Assert.Null(FingerprintSet.TryRead(set.ToBytes(), other, out var why));
        Assert.Contains("another key", why, StringComparison.Ordinal);
        Assert.Equal("***", Key.ToString());
    }

    [Fact]
    public void A_set_comes_back_from_its_bytes_and_a_damaged_one_does_not()
    {
        var set = SetOf(Documents);
        var bytes = set.ToBytes();
        var back = FingerprintSet.TryRead(bytes, Key, out _)!;

        Assert.Equal(set.Documents, back.Documents);
        Assert.Equal(bytes, back.ToBytes());
        for (var i = 0; i < bytes.Length; i += 997)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 1;
            Assert.Null(FingerprintSet.TryRead(damaged, Key, out var why));
            Assert.NotNull(why);
        }

        Assert.Null(FingerprintSet.TryRead(bytes.AsSpan(0, 40), Key, out _));
    }

    [Fact]
    public void The_text_is_not_in_the_bytes()
    {
        var bytes = Encoding.UTF8.GetString(SetOf([Documents[0]]).ToBytes());
        Assert.DoesNotContain(Documents[0].Split(' '), w => w.Length > 4 && bytes.Contains(w, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_document_added_again_is_replaced_and_one_taken_out_is_not_found()
    {
        var set = SetOf(Documents[..3]);
        Assert.True(set.Add("doc1", Documents[10]) > 0);
        Assert.Equal(3, set.Documents.Count());
        Assert.Empty(Found(new FingerprintDetector("c", "C", set.ToIndex()), Documents[1]));
        Assert.Equal("d2", NameOf(set, Documents[10]));

        Assert.True(set.Remove("d2"));
        Assert.False(set.Remove("d2"));
        Assert.Empty(Found(new FingerprintDetector("c", "C", set.ToIndex()), Documents[10]));
        Assert.Equal(0, set.Add("short", "five words are not enough"));
    }

    [Fact]
    public void A_comparison_says_how_much_of_each_document_a_text_holds()
    {
        var half = string.Join(' ', Documents[2].Split(' ')[..200]);
        var match = Assert.Single(FingerprintComparison.Compare(Detector.Index, half + " " + Written(905, 200)));

        Assert.Equal("d3", Detector.Index.Documents[match.Document].Id);
        Assert.InRange(match.Coverage, 0.4, 0.6);
        Assert.InRange(match.Share, 0.4, 0.6);
    }

    [Fact]
    public void Any_split_of_a_text_finds_what_the_whole_text_holds()
    {
        var set = DetectorSet.Compile([Detector]);
        var chance = new Random(8);
        for (var round = 0; round < 150; round++)
        {
            var text = new StringBuilder();
            for (var i = chance.Next(1, 6); i > 0; i--)
            {
                var words = (chance.Next(3) == 0 ? Written(chance.Next(5_000), 60) : Documents[chance.Next(6)]).Split(' ');
                var from = chance.Next(words.Length);
                text.AppendJoin(chance.Next(4) == 0 ? "\n" : " ", words[from..Math.Min(words.Length, from + chance.Next(1, 120))]);
                text.Append(chance.Next(6) switch { 0 => new string('-', chance.Next(300)), 1 => new string('x', chance.Next(150)), 2 => "。漢字 ", _ => ". " });
            }

            var whole = text.ToString();
            var expected = Found(Detector, whole).Select(f => ((long)f.Start, f.Length)).ToArray();
            var scanner = new StreamScanner(set);
            var streamed = new List<(long, int)>();
            for (var at = 0; at < whole.Length;)
            {
                var length = Math.Min(whole.Length - at, chance.Next(1, round % 3 == 0 ? 9 : 200));
                scanner.Append(whole.AsSpan(at, length));
                at += length;
                while (scanner.TryNext(out var finding)) streamed.Add((finding.Start, finding.Length));
            }

            scanner.Complete();
            while (scanner.TryNext(out var finding)) streamed.Add((finding.Start, finding.Length));
            Assert.Equal(expected, streamed);
        }
    }

    [Fact]
    public void Prose_that_is_not_registered_is_held_back_by_a_few_words_only()
    {
        var text = Written(906, 300);
        var words = text.Split(' ');
        Assert.Equal(string.Join(' ', words[^6..]).Length, text.Length - Detector.OpenFrom(text));
    }

    [Fact]
    public void A_scan_allocates_nothing()
    {
        var text = Documents[0] + Written(907, 300) + "\uD800";
        var findings = new List<Finding>(2_000);
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            findings.Clear();
            var sink = new FindingSink(findings);
            Detector.Scan(text, ref sink);
            Detector.OpenFrom(text);
        }));
    }

    [Theory]
    [InlineData("a ")]
    [InlineData("aaaaaa bbbbbb ")]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("漢")]
    public void Hostile_text_is_survived(string unit) => Assert.Empty(Found(Detector, string.Concat(Enumerable.Repeat(unit, 400_000 / unit.Length))));

    private static string Written(int seed, int words)
    {
        var chance = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => Vocabulary[chance.Next(Vocabulary.Length)]));
    }

    private static FingerprintSet SetOf(string[] texts)
    {
        var set = new FingerprintSet(Key);
        foreach (var (i, text) in texts.Index()) set.Add($"doc{i}", text);
        return set;
    }

    private static string NameOf(FingerprintSet set, string text)
    {
        var detector = new FingerprintDetector("c", "C", set.ToIndex());
        return detector.Kinds[Found(detector, text)[0].Kind];
    }

    private static List<Finding> Found(FingerprintDetector detector, string text)
    {
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        FindingMerge.Merge(findings);
        return findings;
    }
}
