using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Routing.Health;
using Sallyport.IntegrationTests.Limits;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Routing;

/// <summary>What is learned of upstreams, and what is done with it, from one socket to the other.</summary>
public sealed class ResilienceTests
{
    private const string OnlyA = "models: { m: { targets: [ { upstream: a, model: m } ] } }";
    private const string Hedged = "models: { m: { hedge_after: 100ms, targets: [ { upstream: a, model: m }, { upstream: b, model: m }, { upstream: c, model: m } ] } }";
    private const string Budget = "budgets: { all: { per: global, money: \"1000 USD\", every: day } }";

    [Fact]
    public async Task After_five_failures_the_first_is_left_alone_and_the_record_says_so()
    {
        await using var rig = await RoutingRig.StartAsync();
        rig.A.Reply = RoutingRig.Status(503);
        for (var i = 0; i < 5; i++) Assert.Equal("b", (await rig.AskAsync()).Said);
        Assert.Equal(5, rig.A.Requests.Count);
        var (_, said, response) = await rig.AskAsync();
        Assert.Equal(("b", 5), (said, rig.A.Requests.Count));
        Assert.Equal([new FailedAttempt("a", "upstream_unavailable", null)], (await rig.ResultAsync(response)).Tried);
        Assert.Contains("""sallyport_upstream_breaker{upstream="a"} 2""", await MetricsAsync(rig), StringComparison.Ordinal);
        Assert.Contains("""sallyport_upstream_fallbacks_total{reason="status_5xx",upstream="a"} 5""", await MetricsAsync(rig), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_another_upstream_an_open_breaker_refuses_at_once_and_says_when_to_ask_again()
    {
        await using var rig = await RoutingRig.StartAsync(OnlyA, a: ", max_attempts: 1, breaker: { open_for: 2s }");
        rig.A.Reply = RoutingRig.Status(503);
        for (var i = 0; i < 5; i++) Assert.Equal(503, (await rig.AskAsync()).Status);
        var (status, code, response) = await rig.AskAsync();
        Assert.Equal((503, "upstream_unavailable", 5), (status, code, rig.A.Requests.Count));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 2);
        using var ready = await rig.Gateway.Client.GetAsync(new Uri(rig.Gateway.AdminUrl, "/readyz"));
        Assert.Equal(200, (int)ready.StatusCode);

        rig.A.Reply = RoutingRig.Well("a");
        await Task.Delay(2_100);
        Assert.Equal("a", (await rig.AskAsync()).Said); // by itself
        Assert.Equal("a", (await rig.AskAsync()).Said);
    }

    [Fact]
    public async Task Streams_that_break_off_open_the_breaker_too()
    {
        await using var rig = await RoutingRig.StartAsync();
        rig.A.Reply = async exchange =>
        {
            await exchange.StreamAsync(SpendRig.Delta(SpendRig.LongText));
            await Task.Delay(50);
            exchange.Reset();
        };
        for (var i = 0; i < 5; i++) Assert.EndsWith("!upstream_broke", (await rig.AskAsync(stream: true)).Said, StringComparison.Ordinal);
        Assert.Equal("b", (await rig.AskAsync(stream: true)).Said);
        Assert.Equal(5, rig.A.Requests.Count);
    }

    [Fact]
    public async Task Clients_that_leave_and_clients_own_faults_open_no_breaker()
    {
        await using var rig = await RoutingRig.StartAsync(OnlyA, a: ", max_attempts: 1");
        rig.A.Reply = RoutingRig.Status(400);
        for (var i = 0; i < 8; i++) Assert.Equal(400, (await rig.AskAsync()).Status);
        rig.A.Reply = exchange => exchange.StallAsync();
        for (var i = 0; i < 8; i++) Assert.Equal("deadline_exceeded", (await rig.AskAsync(headers: ("x-sallyport-timeout", "0.1"))).Said);
        rig.A.Reply = RoutingRig.Well("a");
        Assert.Equal("a", (await rig.AskAsync()).Said);
    }

    [Fact]
    public async Task An_upstream_that_says_it_has_nothing_left_is_asked_last()
    {
        await using var rig = await RoutingRig.StartAsync();
        rig.A.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("a", 10, 100), 200, ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "60s"));
        Assert.Equal("a", (await rig.AskAsync()).Said);
        Assert.Equal("b", (await rig.AskAsync()).Said); // before a refusal
        await rig.B.DisposeAsync();
        Assert.Equal("a", (await rig.AskAsync()).Said); // rather than none
    }

    [Fact]
    public async Task A_refusal_for_the_rate_is_kept_to_for_as_long_as_it_says()
    {
        await using var rig = await RoutingRig.StartAsync();
        rig.A.Enqueue(RoutingRig.Status(429, ("retry-after", "1")));
        Assert.Equal("b", (await rig.AskAsync()).Said);
        Assert.Equal("b", (await rig.AskAsync()).Said);
        Assert.Single(rig.A.Requests);
        await Task.Delay(1_100);
        Assert.Equal("a", (await rig.AskAsync()).Said);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(401)]
    public async Task A_credential_that_is_refused_makes_room_for_another(int status)
    {
        await using var rig = await StartWithCredentialsAsync();
        string? bad = null;
        rig.A.Reply = exchange =>
        {
            bad ??= Credential(exchange.Request);
            return Credential(exchange.Request) == bad ? RoutingRig.Status(status)(exchange) : RoutingRig.Well("a")(exchange);
        };
        var (_, said, response) = await rig.AskAsync();
        Assert.Equal(("a", 2), (said, rig.A.Requests.Count));
        Assert.Equal([new FailedAttempt("a", null, status)], (await rig.ResultAsync(response)).Tried);
        Assert.Equal("a", (await rig.AskAsync()).Said);
        Assert.Equal((3, 1), (rig.A.Requests.Count, rig.A.Requests.Count(r => Credential(r) == bad))); // left aside
        Assert.Empty(rig.B.Requests);
    }

    [Fact]
    public async Task A_key_keeps_to_one_credential_and_keys_are_spread()
    {
        await using var rig = await StartWithCredentialsAsync();
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 12; i++)
        {
            var key = await rig.Gateway.AddKeyAsync(k => k);
            var before = rig.A.Requests.Count;
            for (var n = 0; n < 2; n++) await rig.AskAsync(key: key);
            used.Add(Assert.Single(rig.A.Requests.Skip(before).Select(Credential).Distinct()));
        }

        Assert.Equal(["Bearer first-of-two", "Bearer second-of-two"], used.Order());
    }

    [Fact]
    public async Task An_idempotency_key_is_the_same_on_every_attempt()
    {
        await using var rig = await RoutingRig.StartAsync(OnlyA, a: ", max_attempts: 3");
        rig.A.Enqueue(RoutingRig.Status(503, ("retry-after-ms", "1")), RoutingRig.Status(503, ("retry-after-ms", "1")));
        Assert.Equal("a", (await rig.AskAsync(headers: ("idempotency-key", "order-7"))).Said);
        Assert.Equal(3, rig.A.Requests.Count);
        Assert.StartsWith("sp-", Assert.Single(rig.A.Requests.Select(r => r.Headers["idempotency-key"].Single()!).Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeats_end_when_their_share_is_used_up()
    {
        await using var rig = await RoutingRig.StartAsync(OnlyA, a: ", max_attempts: 3, retry_percent: 10, breaker: { failures: 0 }");
        rig.A.Reply = RoutingRig.Status(503, ("retry-after-ms", "1"));
        for (var i = 0; i < 30; i++) Assert.Equal(503, (await rig.AskAsync()).Status);
        Assert.InRange(rig.A.Requests.Count, 30 + RetryBudget.Most, 30 + RetryBudget.Most + 3); // not 90
    }

    [Fact]
    public async Task The_clients_deadline_bounds_all_attempts_together()
    {
        await using var rig = await RoutingRig.StartAsync(a: ", first_byte_timeout: 1s");
        rig.A.Reply = rig.B.Reply = exchange => exchange.StallAsync();
        var began = Stopwatch.GetTimestamp();
        var (status, code, response) = await rig.AskAsync(headers: ("x-sallyport-timeout", "1.5"));
        Assert.Equal((504, "deadline_exceeded"), (status, code));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 1.4, 3);
        Assert.Equal([new FailedAttempt("a", "upstream_first_byte_timeout", null)], (await rig.ResultAsync(response)).Tried);
        Assert.DoesNotContain("x-sallyport-timeout", rig.A.Request.Headers.Keys);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3601")]
    [InlineData("soon")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    public async Task A_deadline_that_is_no_number_of_seconds_is_refused(string value)
    {
        await using var rig = await RoutingRig.StartAsync();
        Assert.Equal((400, "header_refused"), ((await rig.AskAsync(headers: ("x-sallyport-timeout", value))) is var (status, code, _) ? (status, code) : default));
        Assert.Empty(rig.A.Requests);
    }

    [Fact]
    public async Task A_conversation_stays_with_its_target_and_conversations_are_spread()
    {
        await using var rig = await RoutingRig.StartAsync("models: { m: { policy: weighted, targets: [ { upstream: a, model: m }, { upstream: b, model: m }, { upstream: c, model: m, weight: 0 } ] } }");
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 60; i++)
        {
            var first = (await rig.AskAsync(text: $"conversation number {i}")).Said;
            Assert.Equal(first, (await rig.AskAsync(text: $"conversation number {i}", more: ",\"temperature\":1")).Said);
            counts[first] = counts.GetValueOrDefault(first) + 1;
        }

        Assert.Equal(["a", "b"], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 12, 48));
    }

    [Fact]
    public async Task A_silent_target_is_overtaken_and_both_attempts_are_paid_for()
    {
        await using var rig = await RoutingRig.StartAsync(Hedged, sections: Budget);
        rig.A.Reply = exchange => exchange.StallAsync();
        var (status, said, response) = await rig.AskAsync(more: ",\"max_tokens\":200");
        Assert.Equal((200, "b", 1, 1, 0), (status, said, rig.A.Requests.Count, rig.B.Requests.Count, rig.C.Requests.Count));
        await rig.A.AbortSeen.WaitAsync(TimeSpan.FromSeconds(10)); // it is not left to compute for nobody
        Assert.Equal(2, (await rig.ResultAsync(response)).Attempts);
        Assert.Equal((200 + 100) * 1_000_000L, await rig.SpentAsync("all"));
    }

    [Fact]
    public async Task A_target_that_answers_in_time_is_asked_alone()
    {
        await using var rig = await RoutingRig.StartAsync(Hedged, sections: Budget);
        for (var i = 0; i < 5; i++) Assert.Equal("a", (await rig.AskAsync(more: ",\"max_tokens\":200")).Said);
        Assert.Empty(rig.B.Requests);
        Assert.Equal(5 * 100 * 1_000_000L, await rig.SpentAsync("all"));
    }

    [Fact]
    public async Task When_the_second_fails_the_first_is_waited_for_and_when_both_fail_the_third_is_asked()
    {
        await using var rig = await RoutingRig.StartAsync(Hedged, sections: Budget);
        rig.A.Enqueue(async exchange =>
        {
            await Task.Delay(400);
            await RoutingRig.Well("a")(exchange);
        });
        rig.B.Reply = RoutingRig.Status(503);
        Assert.Equal("a", (await rig.AskAsync(more: ",\"max_tokens\":200")).Said);
        rig.A.Enqueue(async exchange =>
        {
            await Task.Delay(400);
            await RoutingRig.Status(500)(exchange);
        });
        Assert.Equal("c", (await rig.AskAsync(more: ",\"max_tokens\":200")).Said);
    }

    [Theory]
    [InlineData(",\"store\":true")]
    [InlineData(",\"web_search_options\":{}")]
    public async Task What_a_second_attempt_could_harm_is_not_hedged(string more)
    {
        await using var rig = await RoutingRig.StartAsync(Hedged, a: ", allow_store: true", b: ", allow_store: true");
        rig.A.Reply = async exchange =>
        {
            await Task.Delay(400);
            await RoutingRig.Well("a")(exchange);
        };
        var key = await rig.Gateway.AddKeyAsync(Providers.Capabilities.Store | Providers.Capabilities.WebSearch);
        Assert.Equal("a", (await rig.AskAsync(more: more, key: key)).Said);
        Assert.Empty(rig.B.Requests);
    }

    [Fact]
    public async Task Without_money_for_two_there_is_no_hedge()
    {
        await using var rig = await RoutingRig.StartAsync(Hedged, sections: "budgets: { all: { per: global, money: \"0.30 USD\", every: day } }");
        rig.A.Reply = async exchange =>
        {
            await Task.Delay(400);
            await RoutingRig.Well("a")(exchange);
        };
        Assert.Equal("a", (await rig.AskAsync(more: ",\"max_tokens\":200")).Said);
        Assert.Empty(rig.B.Requests);
        Assert.Equal(100 * 1_000_000L, await rig.SpentAsync("all"));
    }

    [Fact]
    public async Task A_probe_finds_a_dead_upstream_and_its_return_without_traffic()
    {
        await using var rig = await RoutingRig.StartAsync(a: ", probe: { path: /models, interval: 1s }, connect_timeout: 1s, breaker: { failures: 2, open_for: 10m, max_open_for: 10m }");
        var health = rig.Gateway.Services.GetRequiredService<HealthBoard>().Of(rig.Gateway.Services.GetRequiredService<SnapshotSource>().Current.Upstreams["a"]);
        rig.A.Reply = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        };
        await UntilAsync(() => health.Reach.State is BreakerState.Open);
        Assert.Equal("b", (await rig.AskAsync()).Said);
        rig.A.Reply = RoutingRig.Well("a");
        await UntilAsync(() => health.Reach.State is BreakerState.Closed);
        Assert.Equal("a", (await rig.AskAsync()).Said);
        var probe = rig.A.Requests.First();
        Assert.Equal(("GET", "/v1/models", "", "Bearer " + GatewayHost.UpstreamCredential), (probe.Method, probe.Path, probe.Text, Credential(probe)));
    }

    [Fact]
    public async Task An_administrator_sees_how_each_upstream_fares_and_no_secret()
    {
        await using var rig = await StartWithCredentialsAsync();
        rig.A.Reply = RoutingRig.Status(503);
        for (var i = 0; i < 5; i++) await rig.AskAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rig.Gateway.AdminUrl, "/admin/v1/upstreams"));
        request.Headers.Authorization = new("Bearer", "admin-token-of-the-tests");
        using var response = await rig.Gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var json = System.Text.Json.JsonDocument.Parse(text);
        var upstreams = json.RootElement.GetProperty("items").EnumerateArray().ToDictionary(u => u.GetProperty("name").GetString()!);
        Assert.Equal(["a", "b", "c"], upstreams.Keys);
        Assert.Equal(("closed", 2), (upstreams["a"].GetProperty("breaker").GetString(), upstreams["a"].GetProperty("credentials").GetInt32())); // it can be reached
        var model = Assert.Single(upstreams["a"].GetProperty("models").EnumerateArray());
        Assert.Equal(("m", "open"), (model.GetProperty("model").GetString(), model.GetProperty("breaker").GetString()));
        Assert.InRange(model.GetProperty("retry_in_seconds").GetInt32(), 1, 5);
        Assert.Equal("closed", Assert.Single(upstreams["b"].GetProperty("models").EnumerateArray()).GetProperty("breaker").GetString());
        Assert.DoesNotContain("first-of-two", text, StringComparison.Ordinal);
    }

    private static string Credential(RecordedRequest request) => request.Headers["authorization"].Single()!;

    private static Task<RoutingRig> StartWithCredentialsAsync() => RoutingRig.StartAsync(credentialsOfA: ["first-of-two", "second-of-two"]);

    private static async Task<string> MetricsAsync(RoutingRig rig) => await rig.Gateway.Client.GetStringAsync(new Uri(rig.Gateway.AdminUrl, "/metrics"));

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds()) await Task.Delay(20, late.Token);
    }
}
