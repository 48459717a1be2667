using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding.Vendors;

public sealed class BedrockTests
{
    private const string Model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private const string Profile = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/ab12cd";

    private static readonly string[] Events = ["""{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3}}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße"}}""", """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3}}"""];

    private static readonly string Sse = string.Concat(Events.Select(data => $"event: {JsonElement.Parse(data).GetProperty("type").GetString()}\ndata: {data}\n\n"));

    [Theory]
    [InlineData(Model, false, "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke")]
    [InlineData(Model, true, "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream")]
    [InlineData(Profile, false, "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fab12cd/invoke")]
    public async Task A_request_is_signed_and_says_model_and_version_where_Bedrock_wants_them(string model, bool stream, string target)
    {
        await using var harness = await BedrockAsync();
        string? fault = "nobody came", sent = null;
        harness.Upstream.Reply = exchange =>
        {
            (fault, sent) = (AwsCheck.FaultOf(exchange), exchange.Context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
            return exchange.JsonAsync("{}");
        };
        await using var reply = await harness.ReplyAsync(Request(harness, JsonSerializer.Serialize(new { model, max_tokens = 5, stream }), new("anthropic-version", "2023-06-01"), new("anthropic-beta", "a-1,b-2"), new("accept", "text/event-stream")));
        Assert.Equal((null, target), (fault, sent));
        var request = harness.Upstream.Request;
        Assert.Equal("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"anthropic_beta":["a-1","b-2"]}""", request.Text);
        Assert.Equal((null, null, "application/json"), (request.Header("anthropic-version"), request.Header("anthropic-beta"), request.Header("accept")));
    }

    [Theory]
    [InlineData("temporary/token+==")]
    [InlineData(null)]
    public async Task Each_attempt_is_signed_anew_and_a_session_token_goes_along(string? token)
    {
        await using var harness = await BedrockAsync(token);
        var faults = new List<string?>();
        harness.Upstream.Reply = async exchange =>
        {
            faults.Add(AwsCheck.FaultOf(exchange));
            await exchange.JsonAsync("""{"message":"busy"}""", faults.Count < 2 ? 503 : 200);
        };
        await using var reply = await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}"}"""));
        Assert.Equal([null, null], faults);
        Assert.All(harness.Upstream.Requests, request => Assert.Equal(token, request.Header("x-amz-security-token")));
    }

    [Fact]
    public async Task A_bearer_token_goes_as_it_is_and_nothing_is_signed()
    {
        await using var harness = await BedrockAsync();
        harness.Definition = harness.Definition with { SignIn = null, Credential = new Secret("bedrock-api-key") };
        await using var reply = await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}"}"""));
        Assert.Equal(("Bearer bedrock-api-key", null, null), (harness.Upstream.Request.Header("authorization"), harness.Upstream.Request.Header("x-amz-date"), harness.Upstream.Request.Header("x-api-key")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(200)]
    [InlineData(100_000)]
    public async Task A_stream_comes_out_of_its_frames_however_it_is_cut(int cut)
    {
        await using var harness = await BedrockAsync();
        harness.Upstream.Reply = exchange => SendAsync(exchange, Events.SelectMany(EventStreamMessage.Chunk).ToArray(), cut);
        var reply = await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}","stream":true}"""));
        Assert.Equal("text/event-stream", reply.ContentType);
        Assert.Equal((Sse, null), await TransportHarness.ReadAsync(reply));
    }

    [Fact]
    public async Task Each_event_is_handed_out_before_the_next_one_comes()
    {
        await using var harness = await BedrockAsync();
        var gate = new TaskCompletionSource();
        harness.Upstream.Reply = async exchange =>
        {
            exchange.Context.Response.ContentType = "application/vnd.amazon.eventstream";
            await exchange.PieceAsync(EventStreamMessage.Chunk(Events[0]));
            await exchange.HoldAsync(gate.Task);
            await exchange.PieceAsync(EventStreamMessage.Chunk(Events[2]));
        };
        await using var reply = await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}","stream":true}"""));
        var buffer = new byte[4096];
        Assert.Equal(0, await reply.Body.ReadAsync(Memory<byte>.Empty));
        Assert.StartsWith("event: message_start\n", System.Text.Encoding.UTF8.GetString(buffer, 0, await reply.Body.ReadAsync(buffer)), StringComparison.Ordinal);
        gate.SetResult();
        Assert.StartsWith("event: message_stop\n", System.Text.Encoding.UTF8.GetString(buffer, 0, await reply.Body.ReadAsync(buffer)), StringComparison.Ordinal);
        Assert.Equal(0, await reply.Body.ReadAsync(buffer));
    }

    [Fact]
    public async Task A_damaged_frame_ends_the_stream_and_nothing_of_it_is_passed_on()
    {
        await using var harness = await BedrockAsync();
        var second = EventStreamMessage.Chunk(Events[1]);
        second[^20] ^= 1;
        harness.Upstream.Reply = exchange => SendAsync(exchange, [.. EventStreamMessage.Chunk(Events[0]), .. second, .. EventStreamMessage.Chunk(Events[2])], 50);
        var (text, fault) = await TransportHarness.ReadAsync(await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}","stream":true}""")));
        Assert.Equal(Rejection.UpstreamMalformed, fault);
        Assert.Equal($"event: message_start\ndata: {Events[0]}\n\n", text);
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_has_broken_off()
    {
        await using var harness = await BedrockAsync();
        harness.Upstream.Reply = exchange => SendAsync(exchange, EventStreamMessage.Chunk(Events[0])[..^3], 50);
        Assert.Equal(("", Rejection.UpstreamBroke), await TransportHarness.ReadAsync(await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}","stream":true}"""))));
    }

    [Fact]
    public async Task An_exception_in_a_stream_is_its_last_word_in_the_clients_dialect()
    {
        await using var harness = await BedrockAsync();
        harness.Upstream.Reply = exchange => SendAsync(exchange, [.. EventStreamMessage.Chunk(Events[0]), .. EventStreamMessage.Exception("throttlingException", "Too many tokens."), .. EventStreamMessage.Chunk(Events[1])], 64);
        var (text, fault) = await TransportHarness.ReadAsync(await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}","stream":true}""")));
        Assert.Null(fault);
        var last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("event: error\n", last, StringComparison.Ordinal);
        Assert.Equal("rate_limit_error", JsonElement.Parse(last["event: error\ndata: ".Length..]).GetProperty("error").GetProperty("type").GetString());
        Assert.DoesNotContain("text_delta", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"message":"max_tokens: Field required"}""", "invalid_request_error")]
    [InlineData(429, """{"message":"Too many requests, please wait before trying again."}""", "rate_limit_error")]
    [InlineData(503, """{"message":"Bedrock is unable to process your request."}""", "overloaded_error")]
    public async Task Its_errors_come_in_the_shape_of_Anthropics(int status, string body, string type)
    {
        await using var harness = await BedrockAsync();
        harness.Definition = harness.Definition with { MaxAttempts = 1 };
        harness.Upstream.Reply = exchange => exchange.JsonAsync(body, status, ("x-amzn-ErrorType", "ValidationException"), ("x-amzn-RequestId", "req-1"));
        await using var reply = await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}"}"""));
        var root = JsonElement.Parse((await TransportHarness.ReadAsync(reply)).Text);
        Assert.Equal(("error", type, JsonElement.Parse(body).GetProperty("message").GetString(), "req-1"), (root.GetProperty("type").GetString(), root.GetProperty("error").GetProperty("type").GetString(), root.GetProperty("error").GetProperty("message").GetString(), root.GetProperty("request_id").GetString()));
    }

    [Fact]
    public async Task What_it_says_of_our_keys_stays_here()
    {
        await using var harness = await BedrockAsync();
        harness.Upstream.Reply = exchange => exchange.JsonAsync("""{"message":"The security token included in the request is invalid."}""", 403);
        var reply = await harness.ReplyAsync(Request(harness, $$"""{"model":"{{Model}}"}"""));
        Assert.True(reply.RefusesCredential);
        Assert.Equal(("", null), await TransportHarness.ReadAsync(reply));
    }

    [Fact]
    public async Task Open_models_of_OpenAIs_are_asked_in_their_own_dialect()
    {
        await using var harness = await BedrockAsync();
        string? fault = "nobody came";
        harness.Upstream.Reply = exchange =>
        {
            fault = AwsCheck.FaultOf(exchange);
            return exchange.JsonAsync("{}");
        };
        await using var reply = await harness.ReplyAsync(harness.Request("""{"model":"openai.gpt-oss-120b-1:0"}"""));
        Assert.Equal((null, "/openai/v1/chat/completions", """{"model":"openai.gpt-oss-120b-1:0"}"""), (fault, harness.Upstream.Request.Path, harness.Upstream.Request.Text));
    }

    private static Sallyport.Gateway.Forwarding.OutboundRequest Request(TransportHarness harness, string body, params KeyValuePair<string, string>[] headers) => harness.Request(body, "/messages", DialectId.AnthropicMessages, headers: headers);

    private static async Task SendAsync(UpstreamExchange exchange, byte[] all, int cut)
    {
        exchange.Context.Response.ContentType = "application/vnd.amazon.eventstream";
        for (var at = 0; at < all.Length; at += cut) await exchange.PieceAsync(all.AsMemory(at, Math.Min(cut, all.Length - at)));
    }

    private static async Task<TransportHarness> BedrockAsync(string? token = null)
    {
        var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with
        {
            Provider = ProviderId.Bedrock,
            BaseAddress = harness.Upstream.Address,
            Region = AwsCheck.Region,
            Credential = null,
            SignIn = new AwsSignIn(new Secret(AwsCheck.AccessKey), new Secret(AwsCheck.SecretKey), token is null ? null : new Secret(token)),
        };
        return harness;
    }
}
