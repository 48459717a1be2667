using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Incidents;

/// <summary>The kill switch, from the administrator's hand to the client.</summary>
public sealed class StopTests
{
    private const string Upstreams = """
        upstreams:
          openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 3 }
          second: { provider: openai, base_url: "@upstream@/second", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
          anthropic: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", max_attempts: 1 }
          gemini: { provider: gemini, base_url: "@upstream@/v1beta", credential: "${env:GEMINI_API_KEY}", max_attempts: 1 }
        models:
          gpt-a: { targets: [ { upstream: openai, model: gpt-a-2026 }, { upstream: second, model: gpt-b } ] }
          gpt-c: { targets: [ { upstream: second, model: gpt-c } ] }
          claude-a: { targets: [ { upstream: anthropic, model: claude-a } ] }
          gemini-a: { targets: [ { upstream: gemini, model: gemini-a } ] }
        """;

    private const string Chat = """{"model":"gpt-a","messages":[{"role":"user","content":"hello"}]}""";
    private const string Answer = """{"id":"c","object":"chat.completion","model":"gpt-a-2026","choices":[{"index":0,"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    [Theory]
    [InlineData("/v1/chat/completions", Chat, "error.code", "stopped")]
    [InlineData("/v1/messages", """{"model":"claude-a","max_tokens":5,"messages":[{"role":"user","content":"hello"}]}""", "error.type", "permission_error")]
    [InlineData("/v1beta/models/gemini-a:generateContent", """{"contents":[{"parts":[{"text":"hello"}]}]}""", "error.status", "PERMISSION_DENIED")]
    public async Task After_everything_is_stopped_nothing_is_forwarded_and_each_dialect_says_why_and_whom_to_ask(string path, string body, string place, string word)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams);
        await AdminAsync(gateway, "stops", """{"target":"everything","reason":"incident","note":"drill 7","contact":"soc@example.com"}""");
        await SeenAsync(gateway, board => board.Switches.Count == 1);

        using var response = await gateway.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single()); // the libraries must not repeat it
        Assert.False(response.Headers.Contains("retry-after"));
        Assert.Contains("reason: incident", text, StringComparison.Ordinal);
        Assert.Contains("ask soc@example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("drill", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(word, place.Split('.').Aggregate(json.RootElement, (e, name) => e.GetProperty(name)).GetString());
        Assert.Empty(upstream.Requests);
        var result = (await EntriesAsync(gateway)).Single(e => e.Type is AuditEntryType.Result);
        Assert.Equal(("stopped", Decision.Refused, (long?)null), (result.Rejection, result.Decision, result.IntentSequence));
        Assert.Empty(result.Findings); // nothing was inspected
    }

    [Fact]
    public async Task Setting_and_lifting_are_recorded_and_come_back_in_steps()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Reply = exchange => exchange.JsonAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams);
        var target = "key:" + KeyIdOf(gateway);

        Assert.Equal(HttpStatusCode.NotFound, (await AdminAsync(gateway, "stops", """{"target":"key:AAAAAAAAAA","reason":"abuse","note":"typo"}""", isOk: false)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AdminAsync(gateway, "stops", """{"target":"tenant:x","reason":"because"}""", isOk: false)).Status);
        await AdminAsync(gateway, "stops", $$"""{"target":"{{target}}","reason":"key_leaked","note":"seen in a paste"}""");
        await SeenAsync(gateway, board => board.Switches.Count == 1);
        Assert.Equal(HttpStatusCode.Forbidden, await ChatAsync(gateway));
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, await gateway.AddKeyAsync(KeyScopes.Default)));
        var again = await AdminAsync(gateway, "stops", $$"""{"target":"{{target}}","reason":"abuse","note":"again"}""");
        Assert.Equal("key_leaked", again.Json.GetProperty("reason").GetString()); // stopped is stopped

        await AdminAsync(gateway, "stops/lift", $$"""{"target":"{{target}}","share":50,"note":"half"}""");
        await SeenAsync(gateway, board => board.Switches.Single().Share == 50);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++) answers.Add(await ChatAsync(gateway));
        Assert.InRange(answers.Count(a => a is HttpStatusCode.OK), 10, 50);
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.OK or HttpStatusCode.Forbidden));

        await AdminAsync(gateway, "stops/lift", $$"""{"target":"{{target}}","note":"all clear"}""");
        await SeenAsync(gateway, board => board.Switches.Count == 0);
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway));
        Assert.Equal(HttpStatusCode.NotFound, (await AdminAsync(gateway, "stops/lift", $$"""{"target":"{{target}}","note":"once more"}""", isOk: false)).Status);
        Assert.Equal(
            [("switch.set", target, "key_leaked: seen in a paste"), ("switch.lifted", target, "50 %: half"), ("switch.lifted", target, "100 %: all clear")],
            (await EntriesAsync(gateway)).Where(e => e.Action?.StartsWith("switch.", StringComparison.Ordinal) == true).Select(e => (e.Action!, e.Target!, e.Approval!.Reason)));
    }

    [Fact]
    public async Task A_switch_that_is_set_during_an_attempt_lets_no_further_attempt_leave()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams);
        upstream.Reply = async exchange =>
        {
            await gateway.Services.GetRequiredService<IStopStore>().TrySetAsync(new StopSwitch(StopScope.Everything, "", "incident", "ops", 0, "ada", SampleKeys.CreatedAt), default);
            await gateway.Services.GetRequiredService<StopBoard>().RefreshAsync(default);
            await exchange.JsonAsync("{}", 503); // would be tried again here, and then at the second upstream
        };
        using var response = await gateway.PostAsync("/v1/chat/completions", Chat);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Single(upstream.Requests);
        Assert.Equal("stopped", (await EntriesAsync(gateway)).Single(e => e.Type is AuditEntryType.Result).Rejection);
    }

    [Fact]
    public async Task A_stopped_upstream_is_passed_over_and_a_stopped_model_is_not_asked_for_under_any_name()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Reply = exchange => exchange.JsonAsync(Answer);
        await using var gateway = await GatewayHost.StartAsync(upstream, Upstreams);
        await AdminAsync(gateway, "stops", """{"target":"upstream:openai","reason":"incident","note":"they are down"}""");
        await SeenAsync(gateway, board => board.Switches.Count == 1);
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway));
        Assert.Equal("/second/chat/completions", upstream.Request.Path);

        await AdminAsync(gateway, "stops", """{"target":"model:gpt-b","reason":"abuse","note":"its name at the upstream"}""");
        await SeenAsync(gateway, board => board.Switches.Count == 2);
        Assert.Equal(HttpStatusCode.Forbidden, await ChatAsync(gateway));
        using var other = await gateway.PostAsync("/v1/chat/completions", Chat.Replace("gpt-a", "gpt-c", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(2, upstream.Requests.Count);
    }

    private static string KeyIdOf(GatewayHost gateway) => VirtualKey.TryParse(gateway.Key, out _, out var id) ? id.ToString() : throw new InvalidOperationException("not a key");

    private static async Task<HttpStatusCode> ChatAsync(GatewayHost gateway, string? key = null)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, key);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Json)> AdminAsync(GatewayHost gateway, string path, string json, bool isOk = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.AdminUrl, "/admin/v1/" + path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "admin-token-of-the-tests");
        using var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(!isOk || response.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        return (response.StatusCode, document.RootElement.Clone());
    }

    private static async Task SeenAsync(GatewayHost gateway, Func<StopBoard, bool> holds)
    {
        var board = gateway.Services.GetRequiredService<StopBoard>();
        for (var i = 0; !holds(board); i++)
        {
            Assert.True(i < 1_000, "the switch was not seen within 10 s");
            await Task.Delay(10);
        }
    }

    private static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(GatewayHost gateway) =>
        [.. (await gateway.Services.GetRequiredService<ILedgerStore>().ReadAsync(0, 10_000, default)).Select(l => l.Entry)];
}
