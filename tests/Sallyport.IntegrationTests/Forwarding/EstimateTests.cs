using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Server.Verbs;
using Sallyport.Testing;
using Sallyport.Tokens;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>What is answered here instead of by a provider: estimates and counts; and what a cost in the record says.</summary>
public sealed class EstimateTests
{
    private const string Chat = """{"model":"gpt-4o","max_tokens":500,"messages":[{"role":"user","content":"How much does this cost?"}]}""";

    [Theory]
    [InlineData(Chat, "gpt-4o", false)]
    [InlineData("""{"model":"gpt-5","max_output_tokens":500,"input":"How much does this cost?"}""", "gpt-5", false)]
    [InlineData("""{"model":"claude-opus-4-6","max_tokens":500,"messages":[{"role":"user","content":"How much does this cost?"}]}""", "claude-opus-4-6", true)]
    public async Task An_estimate_is_answered_and_never_forwarded(string body, string model, bool isAnthropic)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/estimate", body, null, isAnthropic ? [("anthropic-version", "2023-06-01")] : []);
        var estimate = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(upstream.Requests);
        Assert.Equal(model, estimate.GetProperty("model").GetString());
        Assert.InRange(estimate.GetProperty("input_tokens").GetInt64(), 8, 30);
        Assert.Equal(500, estimate.GetProperty("most_output_tokens").GetInt64());
        var (least, likely, most) = (estimate.GetProperty("least_nano_usd").GetInt64(), estimate.GetProperty("likely_most_nano_usd").GetInt64(), estimate.GetProperty("most_nano_usd").GetInt64());
        Assert.True(least > 0 && least < likely && likely < most, $"{least} {likely} {most}");
        Assert.All(estimate.GetProperty("cheaper").EnumerateArray(), c => Assert.True(c.GetProperty("likely_most_nano_usd").GetInt64() < likely));
        Assert.NotEmpty(estimate.GetProperty("cheaper").EnumerateArray());
    }

    [Fact]
    public async Task An_estimate_needs_a_key_and_offers_nothing_outside_its_scopes()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var narrow = await gateway.AddKeyAsync(KeyScopes.Default with { Models = ["gpt-4o", "gpt-4o-mini"] });

        using var none = await gateway.PostAsync("/v1/estimate", Chat, "nobody");
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        using var other = await gateway.PostAsync("/v1/estimate", Chat.Replace("gpt-4o", "gpt-5", StringComparison.Ordinal), narrow);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        using var response = await gateway.PostAsync("/v1/estimate", Chat, narrow);
        var cheaper = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("cheaper").EnumerateArray().Select(c => c.GetProperty("model").GetString());
        Assert.Equal(["gpt-4o-mini"], cheaper);
    }

    [Fact]
    public async Task A_model_without_a_price_is_estimated_without_one()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        using var response = await gateway.PostAsync("/v1/estimate", Chat.Replace("gpt-4o", "gpt-77", StringComparison.Ordinal));
        var estimate = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(JsonValueKind.Null, estimate.GetProperty("most_nano_usd").ValueKind);
        Assert.Equal("price_unknown", estimate.GetProperty("unbounded").GetString());
        Assert.Equal(500, estimate.GetProperty("most_output_tokens").GetInt64());
    }

    [Theory]
    [InlineData("{", "malformed_json")]
    [InlineData("""{"messages":[]}""", "model_missing")]
    [InlineData("""{"model":"gpt-4o","model":"o3"}""", "malformed_json")]
    public async Task A_body_that_is_none_is_refused_as_any_other(string body, string code)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        using var response = await gateway.PostAsync("/v1/estimate", body);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/messages/count_tokens", """{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"How many tokens is this?"}]}""", "input_tokens")]
    [InlineData("/v1beta/models/gemini-2.5-flash:countTokens", """{"contents":[{"role":"user","parts":[{"text":"How many tokens is this?"}]}]}""", "totalTokens")]
    public async Task Counts_are_answered_here_where_the_upstream_is_configured_so(string path, string body, string member)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, """
            upstreams:
              a: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", count_tokens: local }
              g: { provider: gemini, base_url: "@upstream@/v1beta", credential: "${env:GEMINI_API_KEY}", count_tokens: local }
            """);
        using var response = await gateway.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, text);
        Assert.InRange(JsonDocument.Parse(text).RootElement.GetProperty(member).GetInt64(), 6, 30);
        Assert.Contains("error=", Assert.Single(response.Headers.GetValues("x-sallyport-estimate")), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task The_record_holds_the_cost_the_version_of_the_prices_and_who_pays()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, """
            departments:
              "4711": { teams: [ support ] }
            """);
        var (key, now) = (VirtualKey.Create(KeyEnvironment.Development), TimeProvider.System.GetUtcNow());
        var hasher = (KeyHasher)gateway.Services.GetService(typeof(KeyHasher))!;
        await ((IKeyStore)gateway.Services.GetService(typeof(IKeyStore))!).TryAddAsync(new VirtualKeyRecord(key.Id, key.Environment, "t", null, new KeyOwner("acme", "support", null, null), KeyScopes.Default, KeyState.Active, now, null, [new KeySecretHash(hasher.Hash(key), now, null)], 1), CancellationToken.None);
        await ((KeyRing)gateway.Services.GetService(typeof(KeyRing))!).RefreshAsync(CancellationToken.None);
        upstream.Reply = exchange => exchange.JsonAsync("""{"id":"c","object":"chat.completion","model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"a lot"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":400}}}""");

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, key.Reveal());
        Assert.True(response.IsSuccessStatusCode);

        var (code, output, _) = await RunAsync(new RootCommand { UsageVerb.Create() }, "usage", "--by", "department,team,model", "--csv", "--data", Path.Combine(gateway.Folder, "data"));
        Assert.Equal(0, code);
        Assert.Contains("4711,support,gpt-4o-2024-08-06,1,1,0,1000,100,400,0,0.0030,0,0", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync(new RootCommand { UsageVerb.Create() }, "usage", "--focus", "--data", Path.Combine(gateway.Folder, "data"));
        Assert.Contains(",0.003,acme,acme,USD,", "," + output.Split('\n')[1], StringComparison.Ordinal);

        var export = Path.Combine(gateway.Folder, "openai.json");
        await File.WriteAllTextAsync(export, string.Create(CultureInfo.InvariantCulture, $$"""{"data":[{"start_time":{{new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeSeconds()}},"results":[{"model":"gpt-4o-2024-08-06","input_tokens":1000,"output_tokens":100,"num_model_requests":1}]}]}"""));
        (code, output, _) = await RunAsync(new RootCommand { UsageVerb.Create() }, "usage", "reconcile", export, "--provider", "openai", "--data", Path.Combine(gateway.Folder, "data"));
        Assert.Equal((0, true), (code, output.Contains("0 differ", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(export, (await File.ReadAllTextAsync(export)).Replace("1000", "1200", StringComparison.Ordinal));
        (code, output, _) = await RunAsync(new RootCommand { UsageVerb.Create() }, "usage", "reconcile", export, "--provider", "openai", "--data", Path.Combine(gateway.Folder, "data"));
        Assert.Equal((1, true), (code, output.Contains("1 differ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Estimates_learn_from_what_providers_report()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        TokenEncoding.O200kBase.WarmUp();
        var body = Chat.Replace("How much does this cost?", string.Join(' ', Enumerable.Repeat("How much does this cost?", 20)), StringComparison.Ordinal);
        async Task<long> EstimateAsync()
        {
            using var response = await gateway.PostAsync("/v1/estimate", body);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("input_tokens").GetInt64();
        }

        var before = await EstimateAsync();
        upstream.Reply = exchange => exchange.JsonAsync(string.Create(CultureInfo.InvariantCulture, $$$"""{"id":"c","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":{{{before * 2}}},"completion_tokens":1}}"""));
        for (var i = 0; i < 16 * 9; i++)
        {
            using var response = await gateway.PostAsync("/v1/chat/completions", body);
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.InRange(await EstimateAsync(), (before * 2) - 2, (before * 2) + 2);
    }

    [Fact]
    public async Task The_verbs_show_import_and_estimate()
    {
        using var scratch = new ScratchDirectory();
        var detectors = new CatalogDetectorSource();
        RootCommand Root() => new() { ModelsVerb.Create(detectors), EstimateVerb.Create(detectors) };
        var config = Path.Combine(scratch.Path, "config.yaml");
        var (theirs, ours, body) = (Path.Combine(scratch.Path, "litellm.json"), Path.Combine(scratch.Path, "prices.json"), Path.Combine(scratch.Path, "body.json"));
        await File.WriteAllTextAsync(config, """
            upstreams: { local: { provider: openai-compatible, base_url: "http://127.0.0.1:9" }, openai: { provider: openai, base_url: "http://127.0.0.1:9", credential: "${file:KEY}" } }
            """.Replace("KEY", Path.Combine(scratch.Path, "key"), StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(scratch.Path, "key"), "k");
        await File.WriteAllTextAsync(theirs, """{"gpt-4o":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06},"gpt-99":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06},"x":{"litellm_provider":"bedrock"}}""");
        await File.WriteAllTextAsync(body, Chat);

        var (code, output, error) = await RunAsync(Root(), "models", "list", "--provider", "anthropic", "--config", config);
        Assert.Equal((0, ""), (code, error.Contains("config", StringComparison.Ordinal) ? error : ""));
        Assert.Contains("claude-sonnet-4-5", output, StringComparison.Ordinal);
        Assert.DoesNotContain("gpt-4o", output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync(Root(), "models", "show", "gpt-4o-2024-08-06", "--config", config);
        Assert.Equal((0, true), (code, output.Contains("\"output\": 10000", StringComparison.Ordinal)));
        Assert.Equal(1, (await RunAsync(Root(), "models", "show", "nobody", "--config", config)).Code);

        Assert.Equal(1, (await RunAsync(Root(), "models", "import", theirs, "--out", ours, "--config", config)).Code); // no version
        (code, output, _) = await RunAsync(Root(), "models", "import", theirs, "--version", "l1", "--out", ours, "--config", config);
        Assert.Equal(0, code);
        Assert.Contains("openai/gpt-4o: 2.50 in, 10.00 out becomes 1.00 in, 2.00 out", output, StringComparison.Ordinal);
        Assert.Contains("2 models as l1: 1 new, 1 changed, 1 entries left out", output, StringComparison.Ordinal);

        await File.AppendAllTextAsync(config, "\nprices: { file: \"" + ours + "\" }\n");
        (code, output, _) = await RunAsync(Root(), "estimate", body, "--json", "--config", config);
        Assert.Equal(0, code);
        var estimate = JsonDocument.Parse(output).RootElement;
        Assert.EndsWith("+l1", estimate.GetProperty("price_version").GetString(), StringComparison.Ordinal);
        Assert.Equal((estimate.GetProperty("most_input_tokens").GetInt64() * 1_000) + (500 * 2_000), estimate.GetProperty("most_nano_usd").GetInt64());
        (code, output, _) = await RunAsync(Root(), "estimate", body, "--model", "gpt-5", "--config", config);
        Assert.Equal((0, true), (code, output.Contains("cheaper", StringComparison.Ordinal)));
        Assert.Equal(0, (await RunAsync(Root(), "estimate", body, "--messages", "--config", config)).Code); // through a translation
        Assert.Equal(1, (await RunAsync(Root(), "estimate", body, "--messages", "--model", "nobodys-model", "--config", config)).Code); // names that nobody knows are not translated
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(RootCommand root, params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
