using Sallyport.Detection;
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

    [Theory]
    [InlineData("ÉCOLE normale", "École Normale", "ÉCOLE normale")]
    [InlineData("ΔΈΛΤΑ, дельта", "Δέλτα", "ΔΈΛΤΑ")]
    [InlineData("für Müller\tGmbH, Werk 2", "müller gmbh", "Müller\tGmbH")]
    [InlineData("Blue\nHeron", "Blue Heron", "Blue\nHeron")]
    [InlineData("我们的蓝鸟计划很好", "蓝鸟", "蓝鸟")]
    [InlineData("โครงการนกสีฟ้า", "นกสี", "นกสี")]
    [InlineData("a  b, a b", "a  b", "a  b")]
    [InlineData("see .NET and ASP.NET", ".net", ".NET|.NET")]
    [InlineData("\uD800 x\uDC00y", "x", "x")]
    public void Letters_of_every_script_are_compared_as_people_read_them(string text, string term, string expected) =>
        Assert.Equal(expected, Scanned.With(new OperatorDictionary("n", "N", [term]), text));

    [Theory]
    [InlineData(true, "a,b, ,A,-,., ,b")]
    [InlineData(false, "a,b, ,A,-,., ,b")]
    [InlineData(true, "aba,ABB,abab, , ,aBb.,b-a,bba")]
    [InlineData(false, "aba,ABB,abab, , ,aBb.,b-a,bba")]
    public void The_longest_term_is_found_at_each_place_where_one_begins(bool wholeWord, string pieces)
    {
        var alphabet = pieces.Split(',');
        var chance = new Random(11);
        string Made(int most) => string.Concat(Enumerable.Range(0, chance.Next(1, most)).Select(_ => alphabet[chance.Next(alphabet.Length)]));
        for (var round = 0; round < 400; round++)
        {
            string[] terms = [.. Enumerable.Range(0, chance.Next(1, 12)).Select(_ => Made(9).Trim()).Where(t => t.Length > 0)];
            var text = Made(60);
            var expected = Enumerable.Range(0, text.Length)
                .Select(at => (at, terms.Where(t => Stands(text, at, t, wholeWord)).Select(t => t.Length).DefaultIfEmpty().Max()))
                .Where(f => f.Item2 > 0);
            List<Finding> findings = [];
            var sink = new FindingSink(findings);
            new OperatorDictionary("n", "N", terms, wholeWord: wholeWord).Scan(text, ref sink);
            Assert.Equal(expected, findings.Select(f => (f.Start, f.Length)));
        }
    }

    private static bool Stands(string text, int at, string term, bool wholeWord) =>
        string.Compare(text, at, term, 0, term.Length, StringComparison.OrdinalIgnoreCase) == 0 && at + term.Length <= text.Length
        && (!wholeWord || (IsEdge(text, at) && IsEdge(text, at + term.Length)));

    private static bool IsEdge(string text, int at) => at == 0 || at == text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at]);
}
