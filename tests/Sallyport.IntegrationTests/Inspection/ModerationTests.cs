using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Inspection;

/// <summary>Judgements from elsewhere, over loopback.</summary>
public sealed class ModerationTests
{
    private const string Chat = "/v1/chat/completions", Clean = """{"id":"modr","results":[{"flagged":false,"categories":{"hate":false}}]}""", Flagged = """{"id":"modr","results":[{"flagged":true,"categories":{"hate":true}}]}""";

    private static string Yaml(string moderator, string guardrail) => $$"""
        upstreams:
          openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
          anthropic: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", max_attempts: 1 }
          gemini: { provider: gemini, base_url: "@upstream@/v1beta", credential: "${env:GEMINI_API_KEY}", max_attempts: 1 }
          judge: { provider: openai-compatible, base_url: "@upstream@/judge", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
        moderators: { judge: { upstream: judge, {{moderator}} } }
        guardrails: { test: { request: [ { detector: email, action: redact } ], response: [ { detector: email, action: redact } ], moderation: { {{guardrail}} } } }
        """;

    public static TheoryData<string> Surfaces => GuardsOverHttpTests.Surfaces;

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task A_flagged_text_never_reaches_the_model_and_the_judge_sees_it_masked(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml("kind: openai-moderation", "request: [judge]"));
        upstream.Reply = exchange => exchange.JsonAsync(Flagged);
        using var response = await gateway.PostAsync(path, GuardsOverHttpTests.Body(path, "I hate ana@example.com so much", "You are kind."));
        Assert.Contains("detector 'judge'", await GuardsOverHttpTests.TextAsync(response), StringComparison.Ordinal);
        Assert.Equal("/judge/moderations", upstream.Request.Path);
        using var asked = JsonDocument.Parse(upstream.Request.Text);
        Assert.Equal(("omni-moderation-latest", "I hate [EMAIL_REDACTED] so much\n"), (asked.RootElement.GetProperty("model").GetString(), asked.RootElement.GetProperty("input").GetString()));
        var result = await GuardsOverHttpTests.ResultAsync(gateway);
        Assert.Equal((Decision.Blocked, "guardrail_blocked"), (result.Decision, result.Rejection));
        Assert.Contains(result.Findings, f => f is { Detector: "judge", Direction: "request", Action: "block" });
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task A_flagged_answer_never_reaches_the_client(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml("kind: openai-moderation", "response: [judge]"));
        upstream.Reply = exchange => exchange.JsonAsync(exchange.Request.Path == "/judge/moderations" ? Flagged : GuardsOverHttpTests.Answer(exchange.Request.Path, "something vile for bob@example.com"));
        using var response = await gateway.PostAsync(path, GuardsOverHttpTests.Body(path, "hello there"));
        var answer = await GuardsOverHttpTests.TextAsync(response);
        Assert.Contains("blocked the answer (detector 'judge')", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("vile", answer, StringComparison.Ordinal);
        Assert.Contains("something vile for [EMAIL_REDACTED]", upstream.Requests.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_answer_is_judged_when_it_has_left_and_flagged()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml("kind: openai-moderation", "response: [judge]"));
        upstream.Reply = exchange => exchange.Request.Path == "/judge/moderations" ? exchange.JsonAsync(Flagged)
            : exchange.StreamAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"something \"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"vile\"}}]}\n\ndata: [DONE]\n\n", 9);
        using var response = await gateway.PostAsync(Chat, """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hello there"}]}""");
        Assert.Contains("[DONE]", await GuardsOverHttpTests.TextAsync(response), StringComparison.Ordinal);
        var result = await GuardsOverHttpTests.ResultAsync(gateway);
        Assert.Contains(result.Findings, f => f is { Detector: "judge", Direction: "response", Action: "flag", Count: 1 });
        Assert.Contains("something vile", upstream.Requests.Last().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("safe", null)]
    [InlineData("Unsafe\\nS1", "guardrail_blocked")]
    [InlineData("**No**, it is fine.", null)]
    [InlineData("yes", "guardrail_blocked")]
    [InlineData("{\\\"flagged\\\": true}", "guardrail_blocked")]
    [InlineData("```json\\n{\\\"violation\\\": 0}\\n```", null)]
    [InlineData("I would rather not say", "moderation_unavailable")]
    [InlineData("", "moderation_unavailable")]
    public async Task A_guard_model_is_understood_or_counts_as_failed(string says, string? code)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml("kind: guard-model, model: guard, prompt: \"Judge this: {text}\"", "request: [judge]"));
        upstream.Reply = exchange => exchange.JsonAsync("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + (exchange.Request.Path.StartsWith("/judge", StringComparison.Ordinal) ? says : "hi") + "\"},\"finish_reason\":\"stop\"}]}");
        using var response = await gateway.PostAsync(Chat, GuardsOverHttpTests.Body(Chat, "hello there"));
        Assert.Equal(code is null ? 200 : code == "guardrail_blocked" ? 400 : 503, (int)response.StatusCode);
        Assert.Contains("Judge this: hello there", upstream.Requests.First().Text, StringComparison.Ordinal);
        Assert.Equal(code, (await GuardsOverHttpTests.ResultAsync(gateway)).Rejection);
    }

    [Theory]
    [InlineData("closed", "silent")]
    [InlineData("closed", "error")]
    [InlineData("closed", "garbled")]
    [InlineData("open", "silent")]
    [InlineData("open", "error")]
    [InlineData("open", "garbled")]
    public async Task Without_a_judgement_the_operator_has_said_what_happens(string mode, string fault)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml($"kind: openai-moderation, timeout: 200ms, on_failure: {mode}", "request: [judge]"));
        upstream.Reply = exchange => !exchange.Request.Path.StartsWith("/judge", StringComparison.Ordinal) ? exchange.JsonAsync(GuardsOverHttpTests.Answer(Chat, "hi"))
            : fault switch { "silent" => exchange.StallAsync(), "error" => exchange.JsonAsync("{}", 500), _ => exchange.JsonAsync("""{"results":"none"}""") };
        using var response = await gateway.PostAsync(Chat, GuardsOverHttpTests.Body(Chat, "hello there"));
        Assert.Equal(mode == "closed" ? 503 : 200, (int)response.StatusCode);
        var result = await GuardsOverHttpTests.ResultAsync(gateway);
        Assert.Equal(mode == "closed" ? (Decision.Failed, "moderation_unavailable") : (Decision.FailedOpen, null), (result.Decision!.Value, result.Rejection));
        Assert.Equal(mode == "closed" ? 1 : 2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_judge_that_may_not_see_so_much_gives_no_judgement()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var yaml = Yaml("kind: openai-moderation", "request: [judge]").Replace("detector: email, action: redact", "detector: email, action: flag", StringComparison.Ordinal).Replace("base_url: \"@upstream@/judge\",", "base_url: \"@upstream@/judge\", max_sensitivity: internal,", StringComparison.Ordinal);
        await using var gateway = await GatewayHost.StartAsync(upstream, yaml);
        upstream.Reply = exchange => exchange.JsonAsync(Clean);
        using var response = await gateway.PostAsync(Chat, GuardsOverHttpTests.Body(Chat, "write to ana@example.com"));
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Empty(upstream.Requests);
    }
}
