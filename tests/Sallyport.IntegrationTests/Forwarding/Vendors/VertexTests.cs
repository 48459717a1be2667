using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding.Vendors;

public sealed class VertexTests
{
    private const string Root = "/v1/projects/p-1/locations/europe-west4/publishers/";

    [Theory]
    [InlineData("/models/gemini-2.5-flash:generateContent", "google/models/gemini-2.5-flash:generateContent", "")]
    [InlineData("/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "google/models/gemini-2.5-flash:streamGenerateContent", "?alt=sse")]
    [InlineData("/models/gemini-2.5-flash:countTokens", "google/models/gemini-2.5-flash:countTokens", "")]
    public async Task Gemini_is_asked_in_the_project_and_place_with_a_token_of_the_service_account(string path, string expected, string query)
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await VertexAsync(tokens);
        await using var reply = await harness.ReplyAsync(harness.Request("""{"contents":[]}""", path, DialectId.Gemini));
        Assert.Empty(tokens.Faults);
        var request = harness.Upstream.Request;
        Assert.Equal((Root + expected, query, """{"contents":[]}""", "Bearer token-1", null), (request.Path, request.Query, request.Text, request.Header("authorization"), request.Header("x-goog-api-key")));
    }

    [Theory]
    [InlineData("""{"model":"claude-sonnet-4-5@20250929","max_tokens":5}""", "claude-sonnet-4-5@20250929:rawPredict", """{"anthropic_version":"vertex-2023-10-16","max_tokens":5}""")]
    [InlineData("""{"stream":true,"model":"claude-sonnet-4-5@20250929"}""", "claude-sonnet-4-5@20250929:streamRawPredict", """{"anthropic_version":"vertex-2023-10-16","stream":true}""")]
    public async Task Claude_is_asked_with_the_model_in_the_path_and_the_version_in_the_body(string body, string model, string expected)
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await VertexAsync(tokens);
        await using var reply = await harness.ReplyAsync(harness.Request(body, "/messages?beta=true", DialectId.AnthropicMessages, headers: [new("anthropic-version", "2023-06-01"), new("anthropic-beta", "context-1m-2025-08-07")]));
        var request = harness.Upstream.Request;
        Assert.Equal((Root + "anthropic/models/" + model, "", expected), (request.Path, request.Query, request.Text));
        Assert.Equal((null, "context-1m-2025-08-07", null), (request.Header("anthropic-version"), request.Header("anthropic-beta"), request.Header("x-api-key")));
    }

    [Fact]
    public async Task Tokens_are_counted_at_the_address_for_all_models()
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await VertexAsync(tokens);
        await using var reply = await harness.ReplyAsync(harness.Request("""{"model":"claude-haiku-4-5","messages":[]}""", "/messages/count_tokens", DialectId.AnthropicMessages));
        Assert.Equal((Root + "anthropic/models/count-tokens:rawPredict", """{"anthropic_version":"vertex-2023-10-16","model":"claude-haiku-4-5","messages":[]}"""), (harness.Upstream.Request.Path, harness.Upstream.Request.Text));
    }

    [Fact]
    public async Task A_stream_of_Claudes_is_passed_on_as_it_comes()
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await VertexAsync(tokens);
        harness.Upstream.Reply = exchange => exchange.StreamAsync("event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", 7);
        var reply = await harness.ReplyAsync(harness.Request("""{"model":"claude-haiku-4-5","stream":true}""", "/messages", DialectId.AnthropicMessages));
        Assert.Equal("text/event-stream", reply.ContentType);
        Assert.EndsWith("{\"type\":\"message_stop\"}\n\n", (await TransportHarness.ReadAsync(reply)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":{"code":429,"message":"Quota exceeded for the region.","status":"RESOURCE_EXHAUSTED"}}""")]
    [InlineData("""[{"error":{"code":429,"message":"Quota exceeded for the region.","status":"RESOURCE_EXHAUSTED"}}]""")]
    public async Task Googles_error_reaches_a_client_of_Anthropics_in_its_own_shape(string body)
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await VertexAsync(tokens);
        harness.Definition = harness.Definition with { MaxAttempts = 1 };
        harness.Upstream.Reply = exchange => exchange.JsonAsync(body, 429);
        await using var reply = await harness.ReplyAsync(harness.Request("""{"model":"claude-haiku-4-5"}""", "/messages", DialectId.AnthropicMessages));
        var root = JsonElement.Parse((await TransportHarness.ReadAsync(reply)).Text);
        var error = root.GetProperty("error");
        Assert.Equal((429, "error", "rate_limit_error", "Quota exceeded for the region."), (reply.Status, root.GetProperty("type").GetString(), error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_key_of_another_account_gets_no_token()
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var other = await TokenStandIn.StartAsync();
        await using var harness = await VertexAsync(tokens);
        harness.Definition = harness.Definition with { SignIn = (ServiceAccountSignIn)tokens.Account with { PrivateKey = ((ServiceAccountSignIn)other.Account).PrivateKey } };
        Assert.True((await harness.ReplyAsync(harness.Request("{}", "/models/m:generateContent", DialectId.Gemini))).RefusesCredential);
        Assert.Equal(["signature"], tokens.Faults);
    }

    private static async Task<TransportHarness> VertexAsync(TokenStandIn tokens)
    {
        var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { Provider = ProviderId.Vertex, Credential = null, SignIn = tokens.Account, Project = "p-1", Region = "europe-west4" };
        return harness;
    }
}
