using System.Text.Json;
using Sallyport.Detection.ContentClasses;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Detection.ContentClasses;

public sealed class ContentClassifierTests
{
    private static readonly (string Id, string Label, string Text)[] Dev =
    [
        .. File.ReadLines(Repository.Combine("bench", "accuracy", "classes_dev.jsonl")).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return (root.GetProperty("id").GetString()!, root.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!).SingleOrDefault("none"), root.GetProperty("text").GetString()!);
        }),
    ];

    public static TheoryData<string> Classes => [.. ContentClassifier.Ids];

    [Fact]
    public void Ids_are_frozen_and_in_the_order_of_the_classes()
    {
        Assert.Equal(["source-code", "legal", "financial", "medical", "hr", "credentials", "customer-records"], ContentClassifier.Ids);
        Assert.Equal(Enum.GetNames<ContentClass>(), ContentClassifier.Ids.Select(id => string.Concat(id.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]))));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Most_texts_of_a_class_are_told(string id)
    {
        var texts = Dev.Where(d => d.Label == id).ToArray();
        var missed = texts.Where(d => Of(d.Text, id) < 0.5).Select(d => d.Id).ToArray();
        Assert.True(missed.Length <= texts.Length / 4, $"{id} is not told in {string.Join(' ', missed)}");
    }

    [Fact]
    public void Harmless_texts_are_of_no_class() =>
        Assert.Empty(Dev.Where(d => d.Label == "none").Where(d => Scores(d.Text).Max() >= 0.5).Select(d => d.Id));

    [Fact]
    public void A_page_of_a_contract_shows_in_a_long_conversation()
    {
        var small = string.Join('\n', Dev.Where(d => d.Label == "none").Select(d => d.Text));
        var contract = Dev.First(d => d.Label == "legal").Text + Dev.Last(d => d.Label == "legal").Text;
        Assert.True(Of(string.Concat(small, "\n", contract, contract, contract, "\n", small), "legal") > 0.8);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uD800")]
    [InlineData("\n\n\n")]
    [InlineData("a")]
    public void Any_text_is_scored(string text) => Assert.All(Scores(text), s => Assert.InRange(s, 0, 0.5));

    [Fact]
    public void A_score_allocates_nothing()
    {
        var text = string.Join('\n', Dev.Select(d => d.Text));
        var scores = new float[ContentClassifier.Ids.Count];
        Assert.Equal(0, Allocations.LeastOf(() => ContentClassifier.Shipped.Score(text, scores)));
    }

    private static float Of(string text, string id) => Scores(text)[ContentClassifier.Ids.ToList().IndexOf(id)];

    private static float[] Scores(string text)
    {
        var scores = new float[ContentClassifier.Ids.Count];
        ContentClassifier.Shipped.Score(text, scores);
        return scores;
    }
}
