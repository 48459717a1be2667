using Sallyport.Gateway.Audit;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Inspection;

/// <summary>Answers that are not the JSON that was asked for, from one socket to the other.</summary>
public sealed class StructuredOutputOverHttpTests
{
    private const string Upstreams = """
        upstreams:
          openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
          anthropic: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", max_attempts: 1 }
          gemini: { provider: gemini, base_url: "@upstream@/v1beta", credential: "${env:GEMINI_API_KEY}", max_attempts: 1 }

        """;

    private const string Rule = "guardrails: { own: { structured_output: {} } }";
    private const string Schema = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"],\"additionalProperties\":false}";
    private const string Gemini = "/v1beta/models/gemini-2.5-flash:generateContent";

    public static TheoryData<string> Paths => ["/v1/chat/completions", "/v1/responses", "/v1/messages", Gemini];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task An_answer_of_another_form_is_refused_in_the_clients_own_dialect(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams + Rule);
        upstream.Reply = exchange => exchange.JsonAsync(GuardsOverHttpTests.Answer(exchange.Request.Path, "{\"n\":\"one, and bob's number is secret\"}"));
        using var refused = await gateway.PostAsync(path, Body(path, Schema));
        var text = await GuardsOverHttpTests.TextAsync(refused);
        Assert.Equal(502, (int)refused.StatusCode);
        Assert.Contains(path == Gemini ? "STRUCTURED_OUTPUT_INVALID" : "structured_output_invalid", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bob", text, StringComparison.Ordinal);
        var result = await GuardsOverHttpTests.ResultAsync(gateway);
        Assert.Equal((Decision.Blocked, "structured_output_invalid"), (result.Decision, result.Rejection));
        Assert.Equal(["structured-output response block 1"], result.Findings.Select(f => $"{f.Detector} {f.Direction} {f.Action} {f.Count}"));

        upstream.Reply = exchange => exchange.JsonAsync(GuardsOverHttpTests.Answer(exchange.Request.Path, "{\"n\":1}"));
        using var passed = await gateway.PostAsync(path, Body(path, Schema));
        Assert.Equal(200, (int)passed.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_stream_of_another_form_ends_with_an_error_and_without_its_end_mark(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams + Rule);
        foreach (var (said, isGood) in new[] { ("{\"n\":1}", true), ("{\"n\":1", false) })
        {
            upstream.Reply = exchange => exchange.StreamAsync(Stream(path, said), 5);
            using var response = await gateway.PostAsync(path == Gemini ? "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse" : path, Body(path, Schema, stream: true));
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(isGood, text.Contains(path switch { "/v1/chat/completions" => "[DONE]", "/v1/responses" => "response.completed", "/v1/messages" => "message_stop", _ => "STOP" }, StringComparison.Ordinal));
            Assert.Equal(!isGood, text.Contains("structured_output_invalid", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_schema_that_cannot_be_checked_is_refused_where_the_operator_is_strict(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams + "guardrails: { own: { structured_output: { strict: true } } }");
        using var response = await gateway.PostAsync(path, Body(path, "{\"not\":{\"type\":\"string\"}}"));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("docs/guards.md", await GuardsOverHttpTests.TextAsync(response), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task One_model_may_be_checked_and_another_not()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams + """
            models:
              exact: { targets: [ { upstream: openai, model: gpt-4o } ], structured_output: {} }
              free: { targets: [ { upstream: openai, model: gpt-4o } ] }
            """);
        upstream.Reply = exchange => exchange.JsonAsync(GuardsOverHttpTests.Answer(exchange.Request.Path, "Sure!"));
        foreach (var (model, status) in new[] { ("exact", 502), ("free", 200) })
        {
            using var response = await gateway.PostAsync("/v1/chat/completions", Body("/v1/chat/completions", Schema).Replace("gpt-4o", model, StringComparison.Ordinal));
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    private static string Body(string path, string schema, bool stream = false)
    {
        var streams = stream ? "\"stream\":true," : "";
        return path switch
        {
            "/v1/chat/completions" => "{\"model\":\"gpt-4o\"," + streams + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":" + schema + "}},\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}",
            "/v1/responses" => "{\"model\":\"gpt-4o\"," + streams + "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"s\",\"schema\":" + schema + "}},\"input\":\"How many?\"}",
            "/v1/messages" => "{\"model\":\"claude-sonnet-5\",\"max_tokens\":9," + streams + "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + schema + "}},\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}",
            _ => "{\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":" + schema + "},\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"How many?\"}]}]}",
        };
    }

    private static string Stream(string path, string said)
    {
        string Each(Func<string, string> frame) => string.Concat(said.Select(c => frame("\"" + c.ToString().Replace("\"", "\\\"", StringComparison.Ordinal) + "\"")));
        return path switch
        {
            "/v1/chat/completions" => Each(c => "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":" + c + "}}]}\n\n") + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
            "/v1/responses" => Each(c => "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":" + c + "}\n\n") + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\"}}\n\n",
            "/v1/messages" => "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                + Each(c => "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + c + "}}\n\n")
                + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            _ => Each(c => "data: {\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"text\":" + c + "}]}}]}\n\n") + "data: {\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"}]}\n\n",
        };
    }
}
