using Sallyport.Detection.Operator;
using Xunit;

namespace Sallyport.Tests.Detection.Operator;

public sealed class OperatorDictionaryTests
{
    [Theory]
    [InlineData("Ask falcon about it", "falcon")]
    [InlineData("FALCON.", "FALCON")]
    [InlineData("Blue Heron and Blue", "Blue Heron|Blue")]
    [InlineData("we use C++ here", "C++")]
    [InlineData("(Falcon)", "Falcon")]
    [InlineData("Falconry, falcons, gyrfalcon", "")]
    [InlineData("Blues", "")]
    public void Terms_are_found_as_whole_words_in_any_case(string text, string expected) =>
        Assert.Equal(expected, Scanned.With(new OperatorDictionary("names", "NAME", ["Falcon", "Blue Heron", "Blue", "C++", " ", "falcon"]), text));

    [Fact]
    public void Case_and_parts_of_words_are_the_operators_choice()
    {
        Assert.Equal("", Scanned.With(new OperatorDictionary("n", "N", ["Falcon"], ignoreCase: false), "falcon"));
        Assert.Equal("falcon", Scanned.With(new OperatorDictionary("n", "N", ["falcon"], wholeWord: false), "gyrfalconry"));
    }

    [Fact]
    public void A_hundred_thousand_terms_are_found_each()
    {
        var terms = Enumerable.Range(0, 100_000).Select(i => $"Project {i * 7919 % 1_000_003:x6}-{i}").ToArray();
        var dictionary = new OperatorDictionary("codes", "CODE", terms);
        Assert.Equal(100_000, dictionary.Count);
        for (var i = 0; i < terms.Length; i += 9_973) Assert.Equal(terms[i], Scanned.With(dictionary, $"on {terms[i]}, they"));
    }

    [Fact]
    public void An_empty_dictionary_finds_nothing()
    {
        var dictionary = new OperatorDictionary("none", "NONE", []);
        Assert.Equal("", Scanned.With(dictionary, "anything"));
        Assert.Equal(8, dictionary.OpenFrom("anything"));
    }

    [Theory]
    [InlineData("we met Fal", 7)]
    [InlineData("we met Falcon", 7)]
    [InlineData("we met Blue Her", 7)]
    [InlineData("we met Falcons", 14)]
    [InlineData("we met Bob", 10)]
    public void Only_the_front_of_a_term_is_held_back(string text, int open) =>
        Assert.Equal(open, new OperatorDictionary("names", "NAME", ["Falcon", "Blue Heron"]).OpenFrom(text));
}
