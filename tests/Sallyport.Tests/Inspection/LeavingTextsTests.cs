using System.Text;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers.Json;
using Xunit;

namespace Sallyport.Tests.Inspection;

public sealed class LeavingTextsTests
{
    private const string Body = """{"a":"one secret two","b":"three"}""";

    [Fact]
    public void Edits_are_applied_whatever_the_order_of_texts_and_edits() =>
        Assert.Equal(["THREE", "one X two"], Texts([Segment("three"), Segment("one secret two")], [At("three", "THREE"), At("secret", "X")]));

    [Fact]
    public void What_an_edit_takes_away_from_before_its_beginning_is_never_shown()
    {
        var from = Body.IndexOf("\"a\"", StringComparison.Ordinal);
        Assert.Equal(["two", "three"], Texts([Segment("one secret two"), Segment("three")], [new Edit(from, Body.IndexOf("two", StringComparison.Ordinal) - from, "", 0), At("secret", "X")]));
        Assert.Equal(["three"], Texts([Segment("one secret two"), Segment("three")], [new Edit(0, Body.IndexOf("\"b\"", StringComparison.Ordinal), "", 0)]));
    }

    [Fact]
    public void Of_two_edits_that_meet_neither_lets_anything_through() =>
        Assert.Equal("one X two", Texts([Segment("one secret two")], [At("secret", "X"), At("cre", "Y")])[0]);

    [Fact]
    public void It_stops_once_there_is_enough() => Assert.Single(LeavingTexts.Of([Segment("one secret two"), Segment("three")], Encoding.UTF8.GetBytes(Body), [], 3));

    private static Edit At(string text, string to) => new(Body.IndexOf(text, StringComparison.Ordinal), text.Length, to, 1);

    private static TextSegment Segment(string text) => new() { Start = Body.IndexOf(text, StringComparison.Ordinal), Length = text.Length, Kind = SegmentKind.Text };

    private static List<string> Texts(TextSegment[] segments, Edit[] edits) => [.. LeavingTexts.Of(segments, Encoding.UTF8.GetBytes(Body), edits, 1_000).Select(t => t.Text)];
}
