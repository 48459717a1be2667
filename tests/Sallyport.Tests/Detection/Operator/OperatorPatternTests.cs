using Sallyport.Detection.Operator;
using Xunit;

namespace Sallyport.Tests.Detection.Operator;

public sealed class OperatorPatternTests
{
    [Theory]
    [InlineData(@"\bPRJ-\d{4}\b", "see PRJ-1234 and PRJ-12345, PRJ-0001.", "PRJ-1234|PRJ-0001")]
    [InlineData(@"\b\d{3}-\d{2}-\d{4}\b", "My SSN is 123-45-6789 and", "123-45-6789")]
    [InlineData("[^a-z$]{3}", "ab123cd", "123")]
    [InlineData("a{2}", "aaaaa", "aa|aa")]
    public void Matches_are_found(string pattern, string text, string expected)
    {
        Assert.Null(OperatorPattern.TryCreate("own", "OWN", pattern, 20, ignoreCase: false, out var detector));
        Assert.Equal(expected, Scanned.With(detector!, text));
    }

    [Theory]
    [InlineData("(", "not a regular expression")]
    [InlineData(@"(?<=x)y", "linear time")]
    [InlineData(@"(a)\1", "linear time")]
    [InlineData("a*", "empty text")]
    [InlineData(@"\b|x1", "empty text")]
    [InlineData("^abc", "anchor ^")]
    [InlineData("abc$", "anchor $")]
    [InlineData(@"\Aabc", @"anchor \A")]
    [InlineData("", "1 to 2000 chars")]
    public void A_pattern_that_cannot_run_is_refused_with_a_reason(string pattern, string reason)
    {
        var error = OperatorPattern.TryCreate("own", "OWN", pattern, 20, ignoreCase: false, out var detector);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Null(detector);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_097)]
    public void The_longest_match_has_bounds(int length) =>
        Assert.NotNull(OperatorPattern.TryCreate("own", "OWN", "abc", length, ignoreCase: false, out _));

    [Fact]
    public void A_match_longer_than_declared_is_no_finding_beyond_its_length()
    {
        Assert.Null(OperatorPattern.TryCreate("own", "OWN", @"\bx[0-9]{2,9}\b", 5, ignoreCase: false, out var detector));
        Assert.Equal("x1234", Scanned.With(detector!, "x1234 x123456789"));
    }

    [Fact]
    public void Findings_far_apart_and_at_block_edges_are_all_found()
    {
        Assert.Null(OperatorPattern.TryCreate("own", "OWN", @"PRJ-\d{4}", 8, ignoreCase: false, out var detector));
        for (var pad = 4_070; pad < 4_110; pad++)
            Assert.Equal("PRJ-1234|PRJ-5678", Scanned.With(detector!, new string('.', pad) + "PRJ-1234" + new string('.', 9_000) + "PRJ-5678"));
    }

    [Theory]
    [InlineData("a+", 1_024, 100_000)]
    [InlineData("a[^b]*", 4_096, 50_000)]
    public void A_text_that_costs_more_than_the_budget_is_not_waved_through(string pattern, int length, int chars)
    {
        Assert.Null(OperatorPattern.TryCreate("own", "OWN", pattern, length, ignoreCase: false, out var detector));
        var failure = Assert.Throws<PatternBudgetException>(() => Scanned.With(detector!, new string('a', chars)));
        Assert.Contains("'own'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[A-Za-z0-9]{20,}", 64, 64)]
    [InlineData("a+b", 1_024, 0)]
    [InlineData("(a|aa)+c", 64, 0)]
    public void A_run_of_matches_that_are_too_long_stays_within_the_budget(string pattern, int length, int tail)
    {
        Assert.Null(OperatorPattern.TryCreate("own", "OWN", pattern, length, ignoreCase: false, out var detector));
        Assert.Equal(tail, Scanned.With(detector!, new string('a', 1_000_000) + "-").Length);
    }
}
