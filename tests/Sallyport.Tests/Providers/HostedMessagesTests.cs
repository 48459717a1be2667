using System.Buffers;
using System.Text;
using Sallyport.Providers.Anthropic;
using Xunit;

namespace Sallyport.Tests.Providers;

public sealed class HostedMessagesTests
{
    [Theory]
    [InlineData("""{"model":"m","max_tokens": 1.50,"x" : [1, 2],"stream":true}""", null, """{"anthropic_version":"v","max_tokens": 1.50,"x" : [1, 2]}""")]
    [InlineData("""{"model":"m"}""", null, """{"anthropic_version":"v"}""")]
    [InlineData("""{"anthropic_version":"old","system":"model"}""", null, """{"anthropic_version":"v","system":"model"}""")]
    [InlineData("""{"metadata":{"model":"stays","stream":true}}""", null, """{"anthropic_version":"v","metadata":{"model":"stays","stream":true}}""")]
    [InlineData("""{"\u006dodel":"m","a":"\u00fc"}""", null, """{"anthropic_version":"v","a":"\u00fc"}""")]
    [InlineData("""{"a":1}""", "context-1m-2025-08-07, other-1", """{"anthropic_version":"v","a":1,"anthropic_beta":["context-1m-2025-08-07","other-1"]}""")]
    [InlineData("""{"anthropic_beta":["own"]}""", null, """{"anthropic_version":"v","anthropic_beta":["own"]}""")]
    public void The_model_goes_the_version_comes_and_all_else_stays_byte_for_byte(string body, string? betas, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(HostedMessages.TryWrite(Encoding.UTF8.GetBytes(body), "v", ["model", "stream"], betas, output));
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
