using System.Net;
using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.IntegrationTests.Limits;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>Clients of one dialect in front of an upstream of another, over real sockets.</summary>
public sealed class TranslationTests
{
    private const string Chat = """{"model":"claude-sonnet-5","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"hi"}]}""";

    private const string Answer = """{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":7}}""";

    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-5\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";

    private const string End = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    [Fact]
    public async Task The_upstream_is_spoken_to_in_its_own_dialect_with_its_own_credential_and_no_header_of_the_clients()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        upstream.Reply = exchange => exchange.JsonAsync(Answer);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, null, ("openai-beta", "assistants=v2"));
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal("hello", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal((15, 7), (answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        Assert.Equal("anthropic-messages", Assert.Single(response.Headers.GetValues("x-sallyport-translated")));
        var request = upstream.Request;
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal(GatewayHost.UpstreamCredential, string.Join(",", request.Headers["x-api-key"]));
        Assert.False(request.Headers.ContainsKey("openai-beta"));
        var sent = JsonDocument.Parse(request.Text).RootElement;
        Assert.Contains("Be short.", sent.GetProperty("system").GetRawText(), StringComparison.Ordinal);
        Assert.True(sent.GetProperty("max_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task What_the_other_dialect_cannot_say_is_refused_by_name_and_nothing_is_sent()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat.Replace("\"messages\"", "\"n\":3,\"messages\"", StringComparison.Ordinal));
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");

        Assert.Equal((HttpStatusCode.BadRequest, "translation_unsupported"), (response.StatusCode, error.GetProperty("code").GetString()));
        Assert.Contains("'n'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
        Assert.Equal("translation_unsupported", (await gateway.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result), default)).Single().Entry.Rejection);
    }

    [Fact]
    public async Task A_members_name_that_is_a_secret_is_not_repeated()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat.Replace("\"messages\"", "\"123-45-6789\":1,\"messages\"", StringComparison.Ordinal));

        Assert.DoesNotContain("123-45-6789", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(upstream.Requests, r => r.Text.Contains("123-45-6789", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_changes_nothing_is_left_out_and_named()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        upstream.Reply = exchange => exchange.JsonAsync(Answer);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat.Replace("\"messages\"", "\"metadata\":{\"team\":\"a\"},\"prompt_cache_key\":\"k\",\"messages\"", StringComparison.Ordinal));

        Assert.Equal("metadata,prompt_cache_key", Assert.Single(response.Headers.GetValues("x-sallyport-left-out")));
    }

    [Fact]
    public async Task An_upstreams_error_arrives_in_the_clients_dialect_with_its_status_and_words()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        upstream.Reply = exchange => exchange.JsonAsync("""{"type":"error","error":{"type":"invalid_request_error","message":"messages: too many"},"request_id":"req_1"}""", 400);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error", "messages: too many"), (response.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_the_clients_dialect_has_no_form_for_is_refused_and_paid_for(bool stream)
    {
        const string Ran = """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}""";
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        upstream.Reply = exchange => stream
            ? exchange.StreamAsync(Start.Replace("{\"type\":\"text\",\"text\":\"\"}", Ran, StringComparison.Ordinal) + End)
            : exchange.JsonAsync(Answer.Replace("{\"type\":\"text\",\"text\":\"hello\"}", Ran, StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat.Replace("\"messages\"", stream ? "\"stream\":true,\"messages\"" : "\"messages\"", StringComparison.Ordinal));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("answer_untranslatable", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal(stream ? HttpStatusCode.OK : HttpStatusCode.BadGateway, response.StatusCode);
        var result = (await gateway.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result), default)).Single().Entry;
        Assert.Equal("answer_untranslatable", result.Rejection);
        Assert.True(result.InputTokens >= 10);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_in_the_clients_dialect_without_its_end_mark()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.PieceAsync(Start + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hello there, this is long enough to leave. \"}}\n\n");
            exchange.Reset();
        };

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat.Replace("\"messages\"", "\"stream\":true,\"messages\"", StringComparison.Ordinal));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"code\":\"upstream_broke\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"stop\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_start", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_budget_is_charged_what_the_model_that_answered_reports(bool stream)
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"5.00 USD\", every: month } }\nmodels: { cheap: { targets: [ { upstream: anthropic, model: claude-haiku-4-5 } ] } }");
        rig.Upstream.Reply = exchange => stream ? exchange.StreamAsync(Start + End) : exchange.JsonAsync(Answer);

        using var response = await rig.Gateway.PostAsync("/v1/chat/completions", SpendRig.Body(model: "cheap", stream: stream));
        await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var result = (await rig.Gateway.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result), default)).Single().Entry;
        Assert.Equal((stream ? 10 : 15, 7), (result.InputTokens, result.OutputTokens));
        Assert.True(result.CostNanoUsd > 0);
        Assert.Equal((result.CostNanoUsd, 0L), ((await rig.ReadAsync("all")).Spent, (await rig.ReadAsync("all")).Reserved));
    }

    [Fact]
    public async Task A_model_may_have_targets_of_several_dialects_and_the_next_one_takes_over()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, """
            upstreams:
              anthropic: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", max_attempts: 1 }
              openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
            models: { any: { targets: [ { upstream: anthropic, model: claude-sonnet-5 }, { upstream: openai, model: gpt-4o } ] } }
            """);
        upstream.Reply = exchange => exchange.Request.Path == "/v1/messages" ? exchange.JsonAsync("{}", 529) : exchange.JsonAsync(SpendRig.Answer("hello", 1, 2));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"any","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("x-sallyport-translated"));
        Assert.Equal(["/v1/messages", "/v1/chat/completions"], upstream.Requests.Select(r => r.Path));
        Assert.Contains("\"model\":\"gpt-4o\"", upstream.Requests.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_another_dialects_model_are_counted_here()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/messages/count_tokens", """{"model":"gpt-4o","messages":[{"role":"user","content":"How many tokens is this?"}]}""", null, ("anthropic-version", "2023-06-01"));

        Assert.InRange(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("input_tokens").GetInt32(), 5, 30);
        Assert.True(response.Headers.Contains("x-sallyport-estimate"));
        Assert.Empty(upstream.Requests);
    }
}
