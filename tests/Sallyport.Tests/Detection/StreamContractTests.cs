using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Detection;
using Sallyport.Detection.Names;
using Sallyport.Detection.Operator;
using Sallyport.Detection.Streaming;
using Xunit;

namespace Sallyport.Tests.Detection;

public sealed class StreamContractTests
{
    private static readonly IDetector Names = new OperatorDictionary("names", "NAME", ["Falcon", "Blue Heron", "Blue", "C++"]);
    private static readonly IDetector Parts = new OperatorDictionary("parts", "PART", ["aa", "abab", "bab"], wholeWord: false);

    public static TheoryData<string> Sets => ["all", "operator", .. DetectorCatalog.All.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Any_split_of_a_text_finds_what_the_whole_text_holds(string name)
    {
        var set = SetOf(name);
        var fragments = Gen.Elements(SampleText.Fragments);
        var texts = Gen.Choose(1, 14).SelectMany(n => Gen.ArrayOf(fragments, n)).Select(string.Concat);
        var cuts = Gen.Choose(0, 12).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 400), n));
        var cases = texts.SelectMany(text => cuts.Select(cut => (text, cut)));

        Prop.ForAll(cases.ToArbitrary(), c => Whole(set, c.text) == Streamed(set, c.text, c.cut))
            .Check(Config.QuickThrowOnFailure.WithMaxTest((name == "all" ? 2_000 : 300) * (Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 30 : 1)).WithQuietOnSuccess(true));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Char_by_char_finds_what_the_whole_text_holds(string name)
    {
        var set = SetOf(name);
        foreach (var fragment in SampleText.Fragments)
        {
            var text = $"see {fragment} and {fragment}";
            Assert.Equal(Whole(set, text), Streamed(set, text, [.. Enumerable.Range(1, text.Length)]));
        }
    }

    /// <summary>A split that once lost the month: it stood between two hyphens.</summary>
    [Fact]
    public void A_month_between_hyphens_waits_for_the_number_after_it()
    {
        const string Text = "1221-May-21 and more";
        var set = SetOf("date");
        Assert.NotEmpty(Whole(set, Text));
        for (var cut = 1; cut < Text.Length; cut++) Assert.Equal(Whole(set, Text), Streamed(set, Text, [cut]));
    }

    [Theory]
    [InlineData("1-", 3_000)]
    [InlineData("a@", 3_000)]
    [InlineData("aa", 9_000)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n", 500)]
    [InlineData("sk-proj-Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4f", 300)]
    [InlineData("10.0.0.1.", 900)]
    public void Long_repetitions_are_found_alike_in_a_stream(string unit, int times)
    {
        var set = SetOf("all");
        var text = string.Concat(Enumerable.Repeat(unit, times));
        var cuts = Enumerable.Range(1, text.Length / 97).Select(i => i * 97).ToArray();
        Assert.Equal(Covered(Whole(set, text)), Covered(Streamed(set, text, cuts)));
    }

    [Fact]
    public void Decided_text_never_shrinks_and_findings_end_before_it()
    {
        var scanner = new StreamScanner(SetOf("all"));
        var before = 0L;
        var end = 0L;
        foreach (var c in string.Join(' ', SampleText.Fragments))
        {
            scanner.Append([c]);
            Assert.True(scanner.Decided >= before);
            before = scanner.Decided;
            while (scanner.TryNext(out var finding))
            {
                Assert.True(finding.Start >= end && finding.Length > 0 && finding.End <= scanner.Decided);
                end = finding.End;
            }
        }
    }

    [Theory]
    [InlineData("The quarterly report covers the internal audit. ")]
    [InlineData("The quarterly report covers the internal audit")]
    [InlineData("It was decided on 2026-03-12, and nobody objected to it ")]
    [InlineData("Order 12345 came to 99.50 EUR, as agreed with Maria")]
    public void Prose_is_held_back_by_a_word_at_most(string text)
    {
        // Names need the words after them: NameDetectorTests says how many.
        var set = DetectorSet.Compile(DetectorCatalog.All.Where(d => d is not NameDetector));
        Assert.True(set.OpenFrom(text) >= text.LastIndexOf(' ') + 1, $"held from '{text[set.OpenFrom(text)..]}'");
    }

    private static DetectorSet SetOf(string name) => name switch
    {
        "all" => DetectorSet.Compile([.. DetectorCatalog.All, Names, Parts, Pattern(@"\bPRJ-\d{2,6}\b", 12, true), Pattern("(aa)+b?", 20, false)]),
        "operator" => DetectorSet.Compile([Names, Parts, Pattern(@"\bPRJ-\d{2,6}\b", 12, true), Pattern("(aa)+b?", 20, false), Pattern("[0-9]+", 6, false)]),
        _ => DetectorSet.Compile(DetectorCatalog.All.Where(d => d.Id == name)),
    };

    private static OperatorPattern Pattern(string pattern, int length, bool ignoreCase)
    {
        Assert.Null(OperatorPattern.TryCreate("own", "OWN", pattern, length, ignoreCase, out var detector));
        return detector!;
    }

    internal static string Whole(DetectorSet set, string text)
    {
        var findings = new List<Finding>();
        set.Scan(text, findings);
        FindingMerge.Merge(findings);
        return Print(findings.Select(f => new StreamFinding(f.Start, f.Length, f.Detector, f.Confidence, f.Kind)));
    }

    internal static string Streamed(DetectorSet set, string text, int[] cuts)
    {
        var scanner = new StreamScanner(set);
        var findings = new List<StreamFinding>();
        var from = 0;
        foreach (var cut in cuts.Where(c => c < text.Length).Distinct().Order().Append(text.Length))
        {
            scanner.Append(text.AsSpan(from, cut - from));
            from = cut;
            while (scanner.TryNext(out var finding)) findings.Add(finding);
        }

        scanner.Complete();
        while (scanner.TryNext(out var finding)) findings.Add(finding);
        return Print(findings);
    }

    private static string Print(IEnumerable<StreamFinding> findings)
    {
        var text = new StringBuilder();
        foreach (var f in findings) text.Append(f.Start).Append('+').Append(f.Length).Append(':').Append(f.Detector).Append('/').Append(f.Confidence).Append(' ');
        return text.ToString();
    }

    // Only which chars are found: a chain of overlapping findings without end is handed out in parts.
    private static string Covered(string findings)
    {
        var covered = new List<(long Start, long End)>();
        foreach (var finding in findings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = finding.Split('+', ':');
            long start = long.Parse(numbers[0]), end = start + long.Parse(numbers[1]);
            if (covered.Count > 0 && covered[^1].End == start) covered[^1] = (covered[^1].Start, end);
            else covered.Add((start, end));
        }

        return string.Join(' ', covered);
    }
}
