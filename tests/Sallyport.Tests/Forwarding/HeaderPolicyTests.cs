using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Forwarding;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Forwarding;

public sealed class HeaderPolicyTests
{
    [Theory]
    [InlineData("accept", true, true, true)]
    [InlineData("traceparent", true, true, true)]
    [InlineData("tracestate", true, true, true)]
    [InlineData("openai-beta", true, false, false)]
    [InlineData("anthropic-version", false, true, false)]
    [InlineData("anthropic-beta", false, true, false)]
    [InlineData("authorization", false, false, false)]
    [InlineData("x-api-key", false, false, false)]
    [InlineData("x-goog-api-key", false, false, false)]
    [InlineData("api-key", false, false, false)]
    [InlineData("proxy-authorization", false, false, false)]
    [InlineData("cookie", false, false, false)]
    [InlineData("openai-organization", false, false, false)]
    [InlineData("openai-project", false, false, false)]
    [InlineData("x-goog-user-project", false, false, false)]
    [InlineData("x-goog-api-client", false, false, false)]
    [InlineData("x-stainless-os", false, false, false)]
    [InlineData("user-agent", false, false, false)]
    [InlineData("x-forwarded-for", false, false, false)]
    [InlineData("forwarded", false, false, false)]
    [InlineData("x-real-ip", false, false, false)]
    [InlineData("x-internal-user", false, false, false)]
    [InlineData("x-sallyport-caller", false, false, false)]
    [InlineData("host", false, false, false)]
    [InlineData("connection", false, false, false)]
    [InlineData("te", false, false, false)]
    [InlineData("transfer-encoding", false, false, false)]
    [InlineData("content-length", false, false, false)]
    [InlineData("content-type", false, false, false)]
    [InlineData("content-encoding", false, false, false)]
    [InlineData("accept-encoding", false, false, false)]
    [InlineData("expect", false, false, false)]
    [InlineData("upgrade", false, false, false)]
    public void A_header_passes_only_where_it_is_named(string name, bool openAI, bool anthropic, bool gemini)
    {
        var headers = new HeaderDictionary { [name] = "value" };
        Assert.Equal((openAI, anthropic, gemini), (Passes(headers, DialectId.OpenAIResponses), Passes(headers, DialectId.AnthropicMessages), Passes(headers, DialectId.Gemini)));
    }

    [Theory]
    [InlineData("anthropic-version")]
    [InlineData("traceparent")]
    [InlineData("idempotency-key")]
    public void A_repeated_single_header_is_refused(string name) => Assert.Equal("header_refused", RejectionOf(new HeaderDictionary { [name] = new(["a", "b"]) }));

    [Theory]
    [InlineData("a\r\nb: c")]
    [InlineData("a\0")]
    [InlineData("ü")]
    public void A_value_that_is_not_plain_is_refused(string value) => Assert.Equal("header_refused", RejectionOf(new HeaderDictionary { ["anthropic-beta"] = value }));

    [Fact]
    public void A_value_that_is_too_long_is_refused() => Assert.Equal("header_refused", RejectionOf(new HeaderDictionary { ["anthropic-beta"] = new string('x', 4097) }));

    [Fact]
    public void A_repeated_list_is_joined() =>
        Assert.Equal([new("anthropic-beta", "a, b")], Selected(new HeaderDictionary { ["anthropic-beta"] = new(["a", "b"]) }, DialectId.AnthropicMessages));

    [Fact]
    public void A_header_that_connection_names_stays_with_the_hop() =>
        Assert.Empty(Selected(new HeaderDictionary { ["connection"] = "keep-alive, Anthropic-Beta", ["anthropic-beta"] = "a" }, DialectId.AnthropicMessages));

    [Fact]
    public void An_idempotency_key_is_stable_for_one_caller_and_useless_to_another()
    {
        var headers = new HeaderDictionary { ["idempotency-key"] = "order-1" };
        var (first, again, other) = (Selected(headers, DialectId.OpenAIChat, "key-a")[0].Value, Selected(headers, DialectId.OpenAIChat, "key-a")[0].Value, Selected(headers, DialectId.OpenAIChat, "key-b")[0].Value);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.DoesNotContain("order-1", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-request-id", true)]
    [InlineData("Request-Id", true)]
    [InlineData("retry-after", true)]
    [InlineData("retry-after-ms", true)]
    [InlineData("x-should-retry", true)]
    [InlineData("X-RateLimit-Limit-Tokens", true)]
    [InlineData("anthropic-ratelimit-tokens-reset", true)]
    [InlineData("openai-processing-ms", true)]
    [InlineData("openai-version", true)]
    [InlineData("x-zero-data-retention", true)]
    [InlineData("openai-organization", false)]
    [InlineData("openai-project", false)]
    [InlineData("anthropic-organization-id", false)]
    [InlineData("set-cookie", false)]
    [InlineData("server", false)]
    [InlineData("via", false)]
    [InlineData("cf-ray", false)]
    [InlineData("cf-cache-status", false)]
    [InlineData("alt-svc", false)]
    [InlineData("strict-transport-security", false)]
    [InlineData("location", false)]
    [InlineData("connection", false)]
    [InlineData("trailer", false)]
    [InlineData("access-control-allow-origin", false)]
    public void A_response_header_comes_back_only_if_it_is_named(string name, bool expected) => Assert.Equal(expected, HeaderPolicy.MayReturn(name));

    private static bool Passes(HeaderDictionary headers, DialectId dialect) => Selected(headers, dialect).Length == 1;

    private static KeyValuePair<string, string>[] Selected(HeaderDictionary headers, DialectId dialect, string caller = "key-a")
    {
        Assert.True(HeaderPolicy.SelectForUpstream(headers, dialect, caller).TryGet(out var selected, out _));
        return selected;
    }

    private static string RejectionOf(HeaderDictionary headers)
    {
        Assert.False(HeaderPolicy.SelectForUpstream(headers, DialectId.AnthropicMessages, "key-a").TryGet(out _, out var rejection));
        return rejection.Code;
    }
}
