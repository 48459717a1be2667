using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection;

public sealed class FindingMergeTests
{
    [Fact]
    public void Overlapping_findings_become_their_union_named_by_the_longest()
    {
        List<Finding> findings = [new(0, 5, 1, Confidence.Likely), new(3, 10, 0, Confidence.Certain), new(12, 3, 2, Confidence.Likely), new(15, 2, 3, Confidence.Likely)];
        FindingMerge.Merge(findings);
        Assert.Equal([new(0, 15, 0, Confidence.Certain), new(15, 2, 3, Confidence.Likely)], findings);
    }

    [Fact]
    public void Of_equally_long_findings_the_surest_names_the_union_with_its_kind()
    {
        List<Finding> findings = [new(0, 5, 2, Confidence.Likely, Kind: 7), new(4, 5, 1, Confidence.Possible, Kind: 3)];
        FindingMerge.Merge(findings);
        Assert.Equal([new(0, 9, 2, Confidence.Likely, Kind: 7)], findings);
    }

    [Fact]
    public void Of_equally_long_and_sure_findings_the_first_in_set_order_names_the_union()
    {
        List<Finding> findings = [new(0, 5, 2, Confidence.Likely), new(4, 5, 1, Confidence.Likely)];
        FindingMerge.Merge(findings);
        Assert.Equal([new(0, 9, 1, Confidence.Likely)], findings);
    }

    [Fact]
    public void Nothing_to_merge_stays_as_it_is()
    {
        List<Finding> findings = [];
        FindingMerge.Merge(findings);
        Assert.Empty(findings);
    }
}
