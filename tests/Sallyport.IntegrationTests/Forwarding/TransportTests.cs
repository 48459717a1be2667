using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

public sealed class TransportTests
{
    [Theory]
    [InlineData(DialectId.OpenAIChat, ProviderId.OpenAI, "authorization", "Bearer " + TransportHarness.Key)]
    [InlineData(DialectId.OpenAIResponses, ProviderId.OpenAICompatible, "authorization", "Bearer " + TransportHarness.Key)]
    [InlineData(DialectId.AnthropicMessages, ProviderId.Anthropic, "x-api-key", TransportHarness.Key)]
    [InlineData(DialectId.AnthropicMessages, ProviderId.DeepSeek, "x-api-key", TransportHarness.Key)]
    [InlineData(DialectId.Gemini, ProviderId.Gemini, "x-goog-api-key", TransportHarness.Key)]
    [InlineData(DialectId.OpenAIChat, ProviderId.Gemini, "authorization", "Bearer " + TransportHarness.Key)]
    public async Task The_gateways_own_credential_goes_in_the_dialects_header_and_no_other(DialectId dialect, ProviderId provider, string header, string value)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { Provider = provider };
        await using var reply = await harness.ReplyAsync(harness.Request(dialect: dialect));
        var request = harness.Upstream.Request;
        Assert.Equal(value, request.Header(header));
        Assert.Single(request.Headers, pair => pair.Value.Any(text => text!.Contains(TransportHarness.Key, StringComparison.Ordinal)));
        Assert.Equal(dialect is DialectId.AnthropicMessages ? "2023-06-01" : null, request.Header("anthropic-version"));
    }

    [Fact]
    public async Task A_request_is_built_anew_and_carries_only_what_we_know()
    {
        await using var harness = await TransportHarness.StartAsync();
        await using var reply = await harness.ReplyAsync(harness.Request("""{"a":"ü"}""", "/chat/completions?api-version=1", headers:
        [
            new("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), new("openai-beta", "x=1"),
            // What a mistake upstream of us might let through:
            new("authorization", "Bearer stolen"), new("x-api-key", "stolen"), new("cookie", "a=b"), new("x-forwarded-for", "1.2.3.4"), new("host", "evil.example"), new("transfer-encoding", "chunked"), new("content-length", "0"),
        ]));
        var request = harness.Upstream.Request;
        Assert.Equal(("POST", "/v1/chat/completions", "?api-version=1", """{"a":"ü"}"""), (request.Method, request.Path, request.Query, request.Text));
        Assert.Equal(["accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "openai-beta", "traceparent", "user-agent"], request.Headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal));
        Assert.Equal(("application/json", "10", harness.Upstream.Address.Authority), (request.Header("content-type"), request.Header("content-length"), request.Header("host")));
        Assert.StartsWith("sallyport/", request.Header("user-agent"), StringComparison.Ordinal);
        Assert.Equal("Bearer " + TransportHarness.Key, request.Header("authorization"));
    }

    [Theory]
    [InlineData("/../admin")]
    [InlineData("/responses/..")]
    [InlineData("/responses/%2e%2e/admin")]
    [InlineData("/responses/%2E./x")]
    [InlineData("/responses/a%2fb")]
    [InlineData("/responses/a\\b")]
    [InlineData("/responses/a#b")]
    [InlineData("/responses/a b")]
    [InlineData("/responses/a\r\nx: y")]
    [InlineData("//evil.example/x")]
    [InlineData("@evil.example/x")]
    [InlineData("")]
    public async Task A_path_that_could_leave_the_upstreams_root_is_not_served(string path)
    {
        await using var harness = await TransportHarness.StartAsync();
        Assert.Equal(Rejection.EndpointNotServed, await harness.RejectionAsync(harness.Request(path: path)));
        Assert.Empty(harness.Upstream.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task What_an_upstream_says_about_our_credential_is_dropped(int status)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange => exchange.JsonAsync("{\"error\":\"bad key " + TransportHarness.Key + "\"}", status, ("x-request-id", "bad " + TransportHarness.Key));
        var reply = await harness.ReplyAsync();
        Assert.True(reply.RefusesCredential);
        Assert.Empty(reply.Headers);
        Assert.Equal(("", null), await TransportHarness.ReadAsync(reply));
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","details":[{"reason":"API_KEY_INVALID"}]}}""", true)]
    [InlineData("""{"error":{"code":400,"message":"contents is required"}}""", false)]
    public async Task Gemini_hides_a_bad_key_behind_400_and_it_is_found_there(string body, bool isRefusal)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { Provider = ProviderId.Gemini };
        harness.Upstream.Reply = exchange => exchange.JsonAsync(body, 400);
        var reply = await harness.ReplyAsync(harness.Request(dialect: DialectId.Gemini));
        Assert.Equal(isRefusal, reply.RefusesCredential);
        Assert.Equal((isRefusal ? "" : body, null), await TransportHarness.ReadAsync(reply));
    }

    [Fact]
    public async Task Only_known_response_headers_come_back_and_none_that_quotes_our_credential()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange => exchange.JsonAsync("{}", 200,
            ("x-request-id", "req_1"), ("x-ratelimit-remaining-tokens", "5"), ("anthropic-ratelimit-requests-limit", "9"), ("openai-processing-ms", "12"), ("x-zero-data-retention", "true"),
            ("openai-organization", "org-secret"), ("openai-project", "proj"), ("anthropic-organization-id", "org"), ("set-cookie", "a=b"), ("server", "x"), ("cf-ray", "1"), ("x-internal-host", "h"), ("x-ratelimit-note", "key " + TransportHarness.Key));
        await using var reply = await harness.ReplyAsync();
        Assert.Equal(["anthropic-ratelimit-requests-limit", "openai-processing-ms", "x-ratelimit-remaining-tokens", "x-request-id", "x-zero-data-retention"], reply.Headers.Select(header => header.Key.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_client_that_goes_before_the_head_cancels_the_upstream_within_a_second()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange => exchange.StallAsync();
        using var gone = new CancellationTokenSource();
        var sending = harness.Transport.SendAsync(harness.Request(), gone.Token).AsTask();
        await harness.Upstream.ArrivalAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await harness.Upstream.AbortSeen.WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Single(harness.Upstream.Requests);
    }

    [Fact]
    public async Task A_client_that_goes_inside_an_answer_cancels_the_upstream_within_a_second()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.StallAsync();
        };
        using var gone = new CancellationTokenSource();
        Assert.True((await harness.Transport.SendAsync(harness.Request(), gone.Token)).TryGet(out var reply, out _));
        var reading = reply.Body.ReadAsync(new byte[16]).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await harness.Upstream.AbortSeen.WaitAsync(TimeSpan.FromSeconds(1));
        await reply.DisposeAsync();
    }

    [Fact]
    public async Task A_reply_left_early_cancels_the_upstream_within_a_second()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.PieceAsync("data: 1\n\n");
            await exchange.StallAsync();
        };
        await using (var reply = await harness.ReplyAsync()) Assert.Equal(9, await reply.Body.ReadAsync(new byte[16]));
        await harness.Upstream.AbortSeen.WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Answers_read_to_the_end_share_one_connection()
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Upstream.Reply = exchange => exchange.StreamAsync("data: 1\n\ndata: [DONE]\n\n", 5);
        for (var i = 0; i < 5; i++) Assert.Equal(("data: 1\n\ndata: [DONE]\n\n", null), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
        Assert.Single(harness.Upstream.Requests.Select(request => request.ConnectionId).Distinct());
    }

    [Fact]
    public async Task A_reload_keeps_connections_that_lead_to_the_same_place_and_lets_open_answers_end()
    {
        await using var harness = await TransportHarness.StartAsync();
        var gate = new TaskCompletionSource();
        await using (await harness.ReplyAsync()) { }
        var before = harness.Definition;
        harness.Definition = before with { Credential = new Secret("sk-rotated") };
        harness.Transport.KeepOnly([harness.Definition]);
        await using (await harness.ReplyAsync()) { }
        Assert.Equal(["Bearer " + TransportHarness.Key, "Bearer sk-rotated"], harness.Upstream.Requests.Select(request => request.Header("authorization")));
        Assert.Single(harness.Upstream.Requests.Select(request => request.ConnectionId).Distinct());

        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.HoldAsync(gate.Task);
            await exchange.PieceAsync("data: late\n\n");
        };
        var open = await harness.ReplyAsync();
        harness.Transport.KeepOnly([]);
        gate.SetResult();
        Assert.Equal(("data: late\n\n", null), await TransportHarness.ReadAsync(open));

        harness.Definition = before; // an exchange that still holds the old snapshot is served all the same
        harness.Upstream.Reply = exchange => exchange.JsonAsync("{}");
        await using (await harness.ReplyAsync()) { }
    }

    [Fact]
    public async Task A_request_of_ten_megabytes_arrives_whole()
    {
        await using var harness = await TransportHarness.StartAsync();
        var body = "\"" + new string('x', 10 * 1024 * 1024) + "\"";
        await using var reply = await harness.ReplyAsync(harness.Request(body));
        Assert.Equal(body, harness.Upstream.Request.Text);
    }

    [Fact]
    public async Task An_empty_read_waits_for_bytes_without_taking_any()
    {
        await using var harness = await TransportHarness.StartAsync();
        var gate = new TaskCompletionSource();
        harness.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.HoldAsync(gate.Task);
            await exchange.PieceAsync("data: 1\n\n");
        };
        var reply = await harness.ReplyAsync();
        var waiting = reply.Body.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);
        gate.SetResult();
        Assert.Equal(0, await waiting);
        Assert.Equal(("data: 1\n\n", null), await TransportHarness.ReadAsync(reply));
    }
}
