using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Inspection;

/// <summary>The restore property over real sockets, fewer cases: what the client wrote comes back, and the upstream saw none of it.</summary>
public sealed class RestoreOverHttpTests
{
    private static readonly string[] Secrets = ["ada.lovelace@example.com", "+44 20 7946 0958", "Project \"Blue\\Bird\"", "naïve 秘密 plan"];
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Plain = ["please write", "\"quoted\" \\ \\n", "\n\r\n\t", "日本語 🙂", "[EMAIL_", "data: {}\n\n", "\u0001\u001f", "{\"a\":[1]}"];

    [Theory]
    [InlineData("/v1/chat/completions", false)]
    [InlineData("/v1/chat/completions", true)]
    [InlineData("/v1/responses", false)]
    [InlineData("/v1/responses", true)]
    [InlineData("/v1/messages", false)]
    [InlineData("/v1/messages", true)]
    [InlineData("/v1beta/models/gemini-2.5-flash:generateContent", false)]
    [InlineData("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", true)]
    public async Task The_client_gets_its_own_text_back(string path, bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, "dictionaries: { terms: { label: TERM, terms: ['Project \"Blue\\Bird\"', 'naïve 秘密 plan'] } }");
        var cases = Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 1_000 : 25;
        foreach (var (text, deltas, pieces) in Gen.Sample(Cases(), cases))
        {
            upstream.Reply = EchoUpstream.Reply(deltas, pieces, escaped: pieces[0] % 2 == 0);
            using var response = await gateway.PostAsync(path, Body(path, text, stream));
            var answer = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, answer);
            foreach (var secret in Secrets) Assert.DoesNotContain(Escaped(secret), upstream.Requests.Last().Text, StringComparison.Ordinal);
            var heard = stream ? string.Concat(answer.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)).Select(l => TextOf(JsonNode.Parse(l[6..])!))) : TextOf(JsonNode.Parse(answer)!);
            Assert.Equal(text, heard);
        }
    }

    private static string Escaped(string secret) => JsonSerializer.Serialize(secret, Relaxed)[1..^1];

    private static Gen<(string Text, int[] Deltas, int[] Pieces)> Cases() =>
        from count in Gen.Choose(1, 6)
        from parts in Gen.OneOf(Gen.Elements(Secrets), Gen.Elements(Plain)).ListOf(count)
        from deltas in Gen.Choose(1, 9).ArrayOf(3)
        from pieces in Gen.Choose(1, 200).ArrayOf(3)
        select (string.Join(" ", parts.Select(p => $" {p} ")), deltas, pieces);

    private static string Body(string path, string text, bool stream)
    {
        var body = path.StartsWith("/v1beta", StringComparison.Ordinal) ? new JsonObject { ["contents"] = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) }) }
            : path == "/v1/responses" ? new JsonObject { ["model"] = "gpt-4o", ["input"] = text }
            : new JsonObject { ["model"] = path == "/v1/messages" ? "claude-sonnet-5" : "gpt-4o", ["max_tokens"] = 99, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) };
        if (stream && !path.StartsWith("/v1beta", StringComparison.Ordinal)) body["stream"] = true;
        return body.ToJsonString();
    }

    // The words to the user, wherever this dialect has them; repetitions at the end of a responses stream left out.
    private static string TextOf(JsonNode answer)
    {
        if (answer["choices"] is JsonArray choices) return string.Concat(choices.Select(c => ((c!["delta"] ?? c["message"])?["content"])?.GetValue<string>()));
        if (answer["candidates"] is JsonArray candidates) return string.Concat(candidates.SelectMany(c => c!["content"]!["parts"]!.AsArray()).Select(p => p!["text"]?.GetValue<string>()));
        if (answer["output"] is JsonArray output) return string.Concat(output.Where(o => o!["content"] is not null).SelectMany(o => o!["content"]!.AsArray()).Select(c => c!["text"]?.GetValue<string>()));
        if (answer["content"] is JsonArray content) return string.Concat(content.Select(c => c!["text"]?.GetValue<string>()));
        if (answer["type"]?.GetValue<string>() is "response.output_text.delta") return answer["delta"]!.GetValue<string>();
        return answer["type"]?.GetValue<string>() is "content_block_delta" ? answer["delta"]?["text"]?.GetValue<string>() ?? "" : "";
    }
}
