using System.Globalization;
using System.Text.RegularExpressions;
using Sallyport.Detection;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Docs;

/// <summary>The bounds that docs/detectors.md states are those of the code.</summary>
public sealed partial class DetectorPageTests
{
    private static readonly string Page = Repository.Read("docs", "detectors.md");

    [Fact]
    public void The_reach_of_each_detector_is_as_stated()
    {
        var stated = Row().Matches(Page).ToDictionary(r => r.Groups[1].Value, r => int.Parse(r.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.True(stated.Count > 10);
        Assert.Equal(stated.Keys.Order(StringComparer.Ordinal).Select(id => $"{id} {DetectorCatalog.All.Single(d => d.Id == id).Reach}"), stated.Keys.Order(StringComparer.Ordinal).Select(id => $"{id} {stated[id]}"));
    }

    [Theory]
    [InlineData("national-id")]
    [InlineData("tax-id")]
    [InlineData("passport")]
    [InlineData("bank-account")]
    public void The_reach_of_numbers_that_authorities_give_is_as_stated(string id)
    {
        var detector = DetectorCatalog.All.Single(d => d.Id == id);
        Assert.Contains($"Reach {detector.Reach}, LookBehind {detector.LookBehind}.", Page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| `([a-z-]+)` \| `[A-Z_]+` \|[^\n|]*(?:\|[^\n|]*){2}\| ([0-9,]+) \|[^\n|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
