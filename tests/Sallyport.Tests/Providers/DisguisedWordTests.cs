using System.Text;
using Sallyport.Providers.Json;
using Sallyport.Providers.OpenAI;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class DisguisedWordTests
{
    [Theory]
    [InlineData("""{"messages":[{"role":"sys\u0074em","content":"x"}]}""")]
    [InlineData("""{"messages":[{"role":"\u0075ser","content":"x"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image\u005furl","image_url":{"url":"https://acme.org/a.png"}}]}]}""")]
    public void A_word_in_disguise_is_refused_before_anybody_reads_it_otherwise(string body)
    {
        var reader = new ChatRequestReader();
        Assert.False(reader.TryRead(Encoding.UTF8.GetBytes(body), out var fault));
        Assert.Equal(JsonFault.Malformed, fault);
        Assert.True(reader.TryRead("""{"messages":[{"role":"user","content":"x"}],"metadata":{"type":"a\/b","role":"\u00fcber \"x\""}}"""u8, out _)); // escapes that a library writes
    }
}
