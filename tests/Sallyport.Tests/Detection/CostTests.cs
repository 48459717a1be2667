using System.Diagnostics;
using Sallyport.Detection;
using Sallyport.Detection.Operator;
using Sallyport.Detection.Streaming;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Detection;

public sealed class CostTests
{
    private static readonly DetectorSet All = DetectorSet.Compile([.. DetectorCatalog.All, new OperatorDictionary("names", "NAME", ["Falcon", "Blue Heron", "aaab"])]);

    public static TheoryData<string> HostileUnits =>
    [
        "a@", "a@a.", "1-", "1 1-", "-----BEGIN ", "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----", "::::", "a:", "abcd:", "sk-sk-sk-", "sk-proj-", "1234567890", ".", "1.", "10.0.0.1.",
        "password=", "password ", "token: ", "eyJ", "eyJaaaaaaaaaaaaa.", "://a:", "://", "DE89 ", "DE", "+1 ", "(1", ".local", "a.local.", "bearer ", "AKIA", "Aa1", "aaa", "=", "\"", "sig=a1", "passw", "password: \"a", "a1/", "a1_", "key a1b2c3d4e5f6a7b8 ", "login: a/b", "&a", "://a1@", "pin 1234 ", "getenv(\"", "auth=(\"a\",", ".login(\"a", " -p", "passwords of ", "ip-1-", "falcon",
    ];

    [Theory]
    [MemberData(nameof(HostileUnits))]
    public void Hostile_text_costs_linear_time(string unit)
    {
        var small = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
        var large = string.Concat(Enumerable.Repeat(unit, 800_000 / unit.Length));
        var findings = new List<Finding>(800_000 / unit.Length);
        All.Scan(small, findings);

        // Eight times the text may cost 24 times the time at most, or two seconds: quadratic time would be 64 times and minutes.
        findings.Clear();
        var watch = Stopwatch.StartNew();
        All.Scan(small, findings);
        var once = watch.Elapsed;
        findings.Clear();
        watch.Restart();
        All.Scan(large, findings);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2) || watch.Elapsed < 24 * once, $"{once} became {watch.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(HostileUnits))]
    public void Hostile_streams_cost_linear_time_and_bounded_memory(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 40_000 / unit.Length));
        var scanner = new StreamScanner(All);
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < text.Length; at += 50)
        {
            scanner.Append(text.AsSpan(at, Math.Min(50, text.Length - at)));
            while (scanner.TryNext(out _))
            {
            }

            Assert.True(at + 50 - scanner.Decided <= (2 * All.Reach) + 9_000, $"{at - scanner.Decided} chars are held");
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_scan_allocates_nothing()
    {
        var text = string.Join(' ', SampleText.Fragments);
        var findings = new List<Finding>(1_000);
        AssertFree(() =>
        {
            findings.Clear();
            All.Scan(text, findings);
            FindingMerge.Merge(findings);
            All.OpenFrom(text);
        });
    }

    [Fact]
    public void A_detector_scanning_alone_allocates_nothing()
    {
        var text = string.Join(' ', SampleText.Fragments);
        var findings = new List<Finding>(1_000);
        foreach (var detector in All.Detectors)
        {
            AssertFree(() =>
            {
                findings.Clear();
                var sink = new FindingSink(findings);
                detector.Scan(text, ref sink);
                detector.OpenFrom(text);
            });
        }
    }

    [Fact]
    public void A_warm_stream_allocates_nothing()
    {
        var scanner = new StreamScanner(All);
        AssertFree(() =>
        {
            foreach (var fragment in SampleText.Fragments)
            {
                scanner.Append(fragment);
                scanner.Append(" as it was said. ");
                while (scanner.TryNext(out _))
                {
                }
            }
        });
    }

    [Fact]
    public void Every_lone_char_is_survived()
    {
        var findings = new List<Finding>();
        Span<char> text = stackalloc char[3];
        for (var c = 0; c <= char.MaxValue; c++)
        {
            text.Fill((char)c);
            All.Scan(text, findings);
            Assert.InRange(All.OpenFrom(text), 0, 3);
        }
    }

    private static void AssertFree(Action action) => Assert.Equal(0, Allocations.LeastOf(action));
}
