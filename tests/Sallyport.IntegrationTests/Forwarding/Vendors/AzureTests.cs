using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding.Vendors;

public sealed class AzureTests
{
    [Theory]
    [InlineData("2024-10-21", "/openai", "/chat/completions", DialectId.OpenAIChat, "/openai/deployments/gpt-4o/chat/completions", "?api-version=2024-10-21")]
    [InlineData("2025-04-01-preview", "/openai", "/embeddings", DialectId.OpenAIEmbeddings, "/openai/deployments/gpt-4o/embeddings", "?api-version=2025-04-01-preview")]
    [InlineData("2025-04-01-preview", "/openai", "/responses", DialectId.OpenAIResponses, "/openai/responses", "?api-version=2025-04-01-preview")]
    [InlineData("2025-04-01-preview", "/openai", "/responses/resp_1?include=x", DialectId.OpenAIResponses, "/openai/responses/resp_1", "?include=x&api-version=2025-04-01-preview")]
    [InlineData("preview", "/openai/v1", "/chat/completions", DialectId.OpenAIChat, "/openai/v1/chat/completions", "?api-version=preview")]
    [InlineData(null, "/openai/v1", "/chat/completions", DialectId.OpenAIChat, "/openai/v1/chat/completions", "")]
    public async Task A_version_is_asked_for_where_that_version_wants_it(string? version, string root, string path, DialectId dialect, string expected, string query)
    {
        await using var harness = await AzureAsync(version, root);
        await using var reply = await harness.ReplyAsync(harness.Request("""{"model":"gpt-4o","messages":[]}""", path, dialect));
        var request = harness.Upstream.Request;
        Assert.Equal((expected, query, """{"model":"gpt-4o","messages":[]}"""), (request.Path, request.Query, request.Text));
        Assert.Equal((TransportHarness.Key, null, null), (request.Header("api-key"), request.Header("authorization"), request.Header("x-api-key")));
    }

    [Theory]
    [InlineData("..", "model_not_found")]
    [InlineData("a/../../x", "model_not_found")]
    [InlineData("a?b=c", null)]
    [InlineData("a%2fb", null)]
    public async Task A_name_cannot_leave_its_place_in_the_path(string model, string? code)
    {
        await using var harness = await AzureAsync("2024-10-21", "/openai");
        var request = harness.Request(JsonSerializer.Serialize(new { model }));
        if (code is not null)
        {
            Assert.Equal(code, (await harness.RejectionAsync(request)).Code);
            Assert.Empty(harness.Upstream.Requests);
            return;
        }

        await using var reply = await harness.ReplyAsync(request);
        Assert.StartsWith("/openai/deployments/a", harness.Upstream.Request.Path, StringComparison.Ordinal);
        Assert.EndsWith("/chat/completions", harness.Upstream.Request.Path, StringComparison.Ordinal);
        Assert.Equal("?api-version=2024-10-21", harness.Upstream.Request.Query);
    }

    [Fact]
    public async Task Many_requests_at_once_ask_for_one_token_and_the_secret_stays_with_who_gives_it_out()
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await AzureAsync(null, "/openai/v1", tokens.Entra);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await using var reply = await harness.ReplyAsync();
            Assert.Equal(200, reply.Status);
        }));
        Assert.Equal((1, 0), (tokens.Given, tokens.Faults.Count));
        Assert.All(harness.Upstream.Requests, request =>
        {
            Assert.Equal(("Bearer token-1", null), (request.Header("authorization"), request.Header("api-key")));
            Assert.DoesNotContain(TokenStandIn.Secret, request.Text + string.Concat(request.Headers.SelectMany(h => h.Value)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_token_is_renewed_ahead_of_its_end_and_nobody_waits_for_it()
    {
        var clock = new ManualClock();
        await using var tokens = await TokenStandIn.StartAsync(clock);
        await using var harness = await AzureAsync(null, "/openai/v1", tokens.Entra, clock);
        await AskAsync(harness);
        clock.Advance(TimeSpan.FromMinutes(54));
        await AskAsync(harness);
        Assert.Equal(1, tokens.Given); // six minutes are left

        clock.Advance(TimeSpan.FromMinutes(2));
        var gate = new TaskCompletionSource();
        var give = tokens.Server.Reply;
        tokens.Server.Reply = async exchange =>
        {
            await gate.Task;
            await give(exchange);
        };
        await AskAsync(harness); // goes on with the old token though no new one comes
        Assert.Equal("Bearer token-1", harness.Upstream.Requests.Last().Header("authorization"));
        gate.SetResult();
        for (var i = 0; i < 500 && harness.Upstream.Requests.Last().Header("authorization") == "Bearer token-1"; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            await AskAsync(harness);
        }

        Assert.Equal(("Bearer token-2", 2), (harness.Upstream.Requests.Last().Header("authorization"), tokens.Given));
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_token_in_use_and_is_not_repeated_at_once()
    {
        var clock = new ManualClock();
        await using var tokens = await TokenStandIn.StartAsync(clock);
        await using var harness = await AzureAsync(null, "/openai/v1", tokens.Entra, clock);
        await AskAsync(harness);
        clock.Advance(TimeSpan.FromMinutes(56));
        tokens.Server.Reply = exchange => exchange.JsonAsync("{}", 503);
        var before = tokens.Server.Requests.Count;
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(harness);
            for (var wait = 0; wait < 500 && tokens.Server.Requests.Count == before; wait++) await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(before + 1, tokens.Server.Requests.Count);
        Assert.All(harness.Upstream.Requests, request => Assert.Equal("Bearer token-1", request.Header("authorization")));
    }

    [Fact]
    public async Task A_refused_sign_in_is_a_refused_credential_and_nothing_is_asked()
    {
        await using var tokens = await TokenStandIn.StartAsync();
        var wrong = (EntraSignIn)tokens.Entra with { ClientSecret = new Secret("wrong") };
        await using var harness = await AzureAsync(null, "/openai/v1", wrong);
        await using var reply = await harness.ReplyAsync();
        Assert.True(reply.RefusesCredential);
        Assert.Equal(["client"], tokens.Faults);
        Assert.Empty(harness.Upstream.Requests);
    }

    [Fact]
    public async Task Without_anybody_who_gives_out_tokens_the_upstream_counts_as_unreachable()
    {
        var tokens = await TokenStandIn.StartAsync();
        var signIn = tokens.Entra;
        await tokens.DisposeAsync();
        await using var harness = await AzureAsync(null, "/openai/v1", signIn);
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
        Assert.Empty(harness.Upstream.Requests);
    }

    [Fact]
    public async Task A_token_that_the_upstream_refuses_is_given_up_and_another_is_fetched()
    {
        var clock = new ManualClock();
        await using var tokens = await TokenStandIn.StartAsync(clock);
        await using var harness = await AzureAsync(null, "/openai/v1", tokens.Entra, clock);
        await AskAsync(harness);
        clock.Advance(TimeSpan.FromMinutes(1));
        harness.Upstream.Enqueue(exchange => exchange.JsonAsync("""{"error":{"code":"401","message":"revoked"}}""", 401));
        Assert.True((await harness.ReplyAsync()).RefusesCredential);
        await AskAsync(harness);
        Assert.Equal("Bearer token-2", harness.Upstream.Requests.Last().Header("authorization"));
    }

    [Fact]
    public async Task A_reload_with_the_same_sign_in_keeps_its_token()
    {
        await using var tokens = await TokenStandIn.StartAsync();
        await using var harness = await AzureAsync(null, "/openai/v1", tokens.Entra);
        await AskAsync(harness);
        harness.Definition = harness.Definition with { SignIn = (EntraSignIn)tokens.Entra with { }, MaxAttempts = 1 };
        harness.Transport.KeepOnly([harness.Definition]);
        await AskAsync(harness);
        Assert.Equal(1, tokens.Given);
    }

    [Theory]
    [InlineData("""{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", 404, "DeploymentNotFound", "not_found_error")]
    [InlineData("""{"error":{"code":"429","message":"Requests have exceeded the rate limit."}}""", 429, "429", "rate_limit_error")]
    [InlineData("""{"statusCode":500,"message":"Internal server error"}""", 500, "upstream_error", "api_error")]
    public async Task Its_errors_come_in_the_shape_of_OpenAIs(string body, int status, string code, string type)
    {
        await using var harness = await AzureAsync("2024-10-21", "/openai");
        harness.Definition = harness.Definition with { MaxAttempts = 1 };
        harness.Upstream.Reply = exchange => exchange.JsonAsync(body, status, ("apim-request-id", "req-7"));
        await using var reply = await harness.ReplyAsync();
        var error = JsonElement.Parse((await TransportHarness.ReadAsync(reply)).Text).GetProperty("error");
        Assert.Equal((status, code, type, "req-7"), (reply.Status, error.GetProperty("code").GetString(), error.GetProperty("type").GetString(), error.GetProperty("request_id").GetString()));
        Assert.Equal(JsonValueKind.Null, error.GetProperty("param").ValueKind);
    }

    [Fact]
    public async Task A_verdict_of_its_content_filter_stays_word_for_word()
    {
        const string verdict = """{"error":{"message":"The response was filtered.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"jailbreak":{"filtered":true}}}}}""";
        await using var harness = await AzureAsync("2024-10-21", "/openai");
        harness.Upstream.Reply = exchange => exchange.JsonAsync(verdict, 400);
        Assert.Equal((verdict, null), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
    }

    private static async Task AskAsync(TransportHarness harness)
    {
        await using var reply = await harness.ReplyAsync();
        Assert.Equal(200, reply.Status);
    }

    private static async Task<TransportHarness> AzureAsync(string? version, string root, UpstreamSignIn? signIn = null, TimeProvider? time = null)
    {
        var harness = await TransportHarness.StartAsync(time ?? TimeProvider.System);
        harness.Definition = harness.Definition with { Provider = ProviderId.AzureOpenAI, BaseAddress = new Uri(harness.Upstream.Address, root), ApiVersion = version, SignIn = signIn, Credential = signIn is null ? harness.Definition.Credential : null };
        return harness;
    }
}
