using System.Text;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Inspection;

/// <summary>What holds nothing to mask passes byte for byte, in both directions: key order, white space, escapes and unknown members included.</summary>
public sealed class GoldenBytesTests
{
    private const string Usage = ",\"stream_options\":{\"include_usage\":true}", Store = ",\"store\":false";

    [Theory]
    [InlineData("openai-chat/cursor", "/v1/chat/completions", "")]
    [InlineData("openai-chat/json-mode", "/v1/chat/completions", "")]
    [InlineData("openai-chat/plain", "/v1/chat/completions", Store)]
    [InlineData("openai-responses/codex", "/v1/responses", "")]
    [InlineData("anthropic-messages/claude-code", "/v1/messages", "")]
    [InlineData("anthropic-messages/claude-code", "/v1/messages/count_tokens", "")]
    [InlineData("anthropic-messages/odd", "/v1/messages", "")]
    [InlineData("gemini/genai", "/v1beta/models/gemini-2.5-flash:generateContent", "")]
    [InlineData("gemini/plain", "/v1beta/models/gemini-2.5-flash:countTokens", "")]
    [InlineData("gemini/plain", "/v1beta/models/gemini-2.5-flash:generateContent", Store)]
    public async Task A_request_leaves_as_it_came_but_for_the_documented_insertion(string file, string path, string insertion)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var body = await ReadAsync(file + ".request.json");

        using var response = await gateway.PostAsync(path, body, null, ("anthropic-version", "2023-06-01"), ("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14,brand-new-2030-01-01"));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var end = Encoding.UTF8.GetString(body).LastIndexOf('}');
        Assert.Equal(Encoding.UTF8.GetString(body).Insert(end, insertion), upstream.Request.Text);
        if (path.StartsWith("/v1/messages", StringComparison.Ordinal)) Assert.Equal("claude-code-20250219,interleaved-thinking-2025-05-14,brand-new-2030-01-01", upstream.Request.Header("anthropic-beta"));
        Assert.DoesNotContain(gateway.Key, string.Join(' ', upstream.Request.Headers.Values.SelectMany(v => v)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_chat_without_usage_gets_both_insertions_and_no_usage_event_reaches_the_client()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var sse = Encoding.UTF8.GetString(await ReadAsync("openai-chat/cursor.stream.sse"));
        upstream.Reply = exchange => exchange.StreamAsync(sse, 50);
        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        var usage = sse.Split("\n\n").Single(e => e.Contains("\"choices\":[]", StringComparison.Ordinal)) + "\n\n";
        Assert.Equal(sse.Replace(usage, "", StringComparison.Ordinal), await response.Content.ReadAsStringAsync());
        Assert.EndsWith(Store + Usage + "}", upstream.Request.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai-chat/cursor", "openai-chat/cursor.stream.sse", "/v1/chat/completions")]
    [InlineData("openai-chat/cursor", "openai-chat/crlf.stream.sse", "/v1/chat/completions")]
    [InlineData("openai-responses/codex", "openai-responses/codex.stream.sse", "/v1/responses")]
    [InlineData("anthropic-messages/claude-code", "anthropic-messages/claude-code.stream.sse", "/v1/messages")]
    [InlineData("anthropic-messages/claude-code", "anthropic-messages/crlf.stream.sse", "/v1/messages")]
    [InlineData("gemini/genai", "gemini/genai.stream.sse", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("gemini/genai", "gemini/array.stream.json", "/v1beta/models/gemini-2.5-flash:streamGenerateContent")]
    [InlineData("openai-chat/plain", "openai-chat/plain.answer.json", "/v1/chat/completions")]
    [InlineData("anthropic-messages/odd", "anthropic-messages/odd.answer.json", "/v1/messages")]
    [InlineData("gemini/plain", "gemini/plain.answer.json", "/v1beta/models/gemini-2.5-flash:generateContent")]
    public async Task An_answer_reaches_the_client_as_it_came_also_when_something_could_be_restored(string request, string answer, string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var bytes = await ReadAsync(answer);
        var body = Encoding.UTF8.GetString(await ReadAsync(request + ".request.json")).TrimStart();
        foreach (var text in (string[])[body, "{\"note\":\"ada.lovelace@example.com\"," + body[1..]])
        {
            foreach (var length in (int[])[100_000, 11, 1])
            {
                upstream.Reply = async exchange =>
                {
                    if (answer.EndsWith(".sse", StringComparison.Ordinal)) await exchange.StreamAsync(Encoding.UTF8.GetString(bytes), length);
                    else await exchange.JsonAsync(Encoding.UTF8.GetString(bytes));
                };
                using var response = await gateway.PostAsync(path, text);
                Assert.Equal(Encoding.UTF8.GetString(bytes).TrimEnd('\n'), (await response.Content.ReadAsStringAsync()).TrimEnd('\n')); // an array's last line end belongs to nobody
            }
        }
    }

    private static Task<byte[]> ReadAsync(string file) => File.ReadAllBytesAsync(Repository.Combine(["tests", "Sallyport.Tests", "Goldens", .. file.Split('/')]));
}
