using Sallyport.Detection;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Docs;

/// <summary>docs/misses.md tells the truth about what the detectors miss and what they take for something.</summary>
public sealed class MissesPageTests
{
    private static readonly DetectorSet All = DetectorSet.Compile(DetectorCatalog.All);

    public static TheoryData<string, string> Missed => Rows("## Not found");

    public static TheoryData<string, string> Taken => Rows("## Taken for something");

    [Theory]
    [MemberData(nameof(Missed))]
    public void A_miss_on_the_page_is_still_a_miss(string text, string value)
    {
        var start = text.IndexOf(value, StringComparison.Ordinal);
        Assert.InRange(start, 0, text.Length);
        Assert.DoesNotContain(Found(text), f => f.Start < start + value.Length && f.End > start);
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public void A_false_alarm_on_the_page_is_still_one(string text, string value)
    {
        var start = text.IndexOf(value, StringComparison.Ordinal);
        Assert.Contains(Found(text), f => f.Start == start && f.Length == value.Length);
    }

    private static List<Finding> Found(string text)
    {
        var findings = new List<Finding>();
        All.Scan(text, findings);
        FindingMerge.Merge(findings);
        return findings;
    }

    private static TheoryData<string, string> Rows(string heading)
    {
        var section = File.ReadAllText(Repository.Combine("docs", "misses.md")).Split(heading)[1].Split("\n## ")[0];
        var rows = new TheoryData<string, string>();
        foreach (var row in section.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)) rows.Add(row.Split(" | ")[0][2..], row.Split(" | ")[1]);
        return rows;
    }
}
