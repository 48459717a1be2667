using Sallyport.Detection.Injection;
using Xunit;

namespace Sallyport.Tests.Detection.Injection;

public sealed class InvisibleCharsTests
{
    [Fact]
    public void The_next_suspect_is_the_one_that_a_plain_search_finds()
    {
        var chance = new Random(5);
        const string Letters = "abc é ж中’\u034E";
        for (var round = 0; round < 3_000; round++)
        {
            var text = new char[chance.Next(0, 1_500)];
            for (var i = 0; i < text.Length; i++) text[i] = Letters[chance.Next(round % 3 == 0 ? 3 : Letters.Length)];
            for (var i = chance.Next(0, 3); i > 0 && text.Length > 0; i--) text[chance.Next(text.Length)] = (char)chance.Next(0x340, 0x10000);
            Assert.Equal(text.AsSpan().IndexOfAny(InvisibleChars.Suspects), InvisibleChars.NextSuspect(text));
        }
    }
}
