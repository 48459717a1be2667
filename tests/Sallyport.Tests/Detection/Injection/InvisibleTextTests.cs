using Sallyport.Detection.Injection;
using Xunit;

namespace Sallyport.Tests.Detection.Injection;

public sealed class InvisibleTextTests
{
    [Theory]
    [InlineData("pay\u200Bload", 3)]
    [InlineData("a\u2060b", 1)]
    [InlineData("text\uFEFF", 4)]
    [InlineData("left\u202Etfel", 4)]
    [InlineData("a\u2066b\u2069", 1)]
    [InlineData("hi\U000E0069\U000E0067", 2)]
    [InlineData("smuggled\uFE01\uFE02\uFE03", 8)]
    [InlineData("word\U000E0101\U000E0102", 4)]
    [InlineData("ok \u200D\u200D\u200D", 3)]
    [InlineData("\u3164", 0)]
    [InlineData("plain \u200Ftext", 6)]
    [InlineData("fold\u034Fed", 4)]
    public void What_nobody_sees_is_found(string text, int at) => Assert.Equal(at, InvisibleText.IndexOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("plain text, naïve café")]
    [InlineData("\uFEFFbegins with a byte order mark")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467")] // a family
    [InlineData("\u2764\uFE0F and 1\uFE0F\u20E3")] // a red heart, a key cap
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")] // the flag of Scotland
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")] // Persian, with the non-joiner that it needs
    [InlineData("\u0915\u094D\u200D\u0937")] // Hindi, with a joiner
    [InlineData("\u0634\u0627\u0645\u0644 C++\u200E \u0644\u063A\u0629")] // Arabic, with a mark that keeps the signs in order
    [InlineData("\u845B\U000E0100")] // an ideograph and the form it is to take
    [InlineData("soft\u00ADhyphen")]
    [InlineData("\uD800 lone \uDC00")]
    public void What_writing_needs_is_not(string text) => Assert.Equal(-1, InvisibleText.IndexOf(text));

    [Fact]
    public void Tags_after_a_flag_that_never_ends_are_found() =>
        Assert.True(InvisibleText.Contains("\U0001F3F4" + string.Concat(Enumerable.Repeat("\U000E0061", 12))));

    [Fact]
    public void Stripping_leaves_what_is_seen()
    {
        const string Text = "\u200BPay\U000E0069\U000E0067 to\u2060day \U0001F468\u200D\U0001F469";
        var into = new char[Text.Length];
        Assert.Equal("Pay today \U0001F468\u200D\U0001F469", new string(into, 0, InvisibleText.Strip(Text, into)));
    }

    [Fact]
    public void Stripping_text_without_any_copies_it()
    {
        var into = new char[5];
        Assert.Equal(5, InvisibleText.Strip("plain", into));
        Assert.Equal("plain", new string(into));
    }
}
