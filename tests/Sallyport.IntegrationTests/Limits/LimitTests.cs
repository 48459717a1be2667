using System.Net;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>Limits per time, tiers and what a client is told of them.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task One_more_than_the_limit_is_refused_and_told_when_to_come_again()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { slow: { per: key, requests: 2, every: minute } } }");

        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
        var (_, _, _, second) = await rig.AskAsync(SpendRig.Body());
        var (status, code, message, third) = await rig.AskAsync(SpendRig.Body());

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (status, code));
        Assert.Contains("Limit 'slow' of this key allows 2 requests a minute; 0 requests are left and this request needs 1 requests. More is available in ", message, StringComparison.Ordinal);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal(("true", "2", "0"), (Header(third, "x-should-retry"), Header(third, "x-ratelimit-limit-requests"), Header(third, "x-ratelimit-remaining-requests")));
        Assert.Equal(("2", "0"), (Header(second, "x-ratelimit-limit-requests"), Header(second, "x-ratelimit-remaining-requests")));
        Assert.Matches("^[0-9]+(ms|s|m[0-9]+s)$", Header(second, "x-ratelimit-reset-requests"));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task Ours_is_told_where_both_we_and_the_upstream_have_limits()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { day: { per: key, tokens: 10000, every: day, match: { models: [ m ] } } } }");
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 100), 200, ("x-ratelimit-remaining-tokens", "999999"), ("x-ratelimit-remaining-requests", "77"));

        var (_, _, _, limited) = await rig.AskAsync(SpendRig.Body());
        var (_, _, _, free) = await rig.AskAsync(SpendRig.Body(model: "small"));

        Assert.Equal("10000", Header(limited, "x-ratelimit-limit-tokens"));
        Assert.InRange(int.Parse(Header(limited, "x-ratelimit-remaining-tokens")), 9_000, 9_900);
        Assert.False(limited.Headers.Contains("x-ratelimit-remaining-requests"));
        Assert.Equal("999999", Header(free, "x-ratelimit-remaining-tokens"));
    }

    [Fact]
    public async Task A_limit_of_tokens_counts_what_was_used()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { day: { per: global, tokens: 10000, every: day } } }");

        await rig.AskAsync(SpendRig.Body(maxTokens: 5_000));

        Assert.Equal((110, 0), ((await rig.ReadAsync("day")).Spent, (await rig.ReadAsync("day")).Reserved));
    }

    [Fact]
    public async Task Anthropics_library_finds_its_own_headers_and_types()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { day: { per: global, requests: 1, every: day } } }\nbudgets: { all: { per: global, money: \"0.2 USD\", every: day } }");
        rig.Upstream.Reply = exchange => exchange.JsonAsync("""{"id":"m-1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":100}}""");
        const string Body = """{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";

        using var first = await rig.Gateway.PostAsync("/v1/messages", Body, null, ("anthropic-version", "2023-06-01"));
        using var second = await rig.Gateway.PostAsync("/v1/messages", Body, null, ("anthropic-version", "2023-06-01"));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(("1", "0"), (Header(first, "anthropic-ratelimit-requests-limit"), Header(first, "anthropic-ratelimit-requests-remaining")));
        Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", Header(first, "anthropic-ratelimit-requests-reset"));
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Contains("rate_limit_error", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tier_free_has_ten_requests_an_hour_for_each_user_over_all_keys()
    {
        await using var rig = await SpendRig.StartAsync("tiers: { free: { requests_per_second: 1000 } }");
        var keys = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => rig.Gateway.AddKeyAsync(k => k with { Tier = "free", Owner = k.Owner with { User = "alice" } })));
        var other = await rig.Gateway.AddKeyAsync(k => k with { Tier = "free", Owner = k.Owner with { User = "bob" } });

        var codes = new List<string?>();
        for (var i = 0; i < 14; i++) codes.Add((await rig.AskAsync(SpendRig.Body(), keys[i % 2])).Code);

        Assert.Equal((10, 4), (codes.Count(c => c is null), codes.Count(c => c == "rate_limited")));
        Assert.Null((await rig.AskAsync(SpendRig.Body(), other)).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
    }

    [Fact]
    public async Task The_tier_free_has_five_requests_a_second_for_each_user()
    {
        await using var rig = await SpendRig.StartAsync("tiers: { free: { requests_per_hour: 50 } }");
        var key = await rig.Gateway.AddKeyAsync(k => k with { Tier = "free", Owner = k.Owner with { User = "alice" } });
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var codes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ => (await rig.AskAsync(SpendRig.Body(), key)).Code));

        var most = 6 + (int)(clock.Elapsed.TotalSeconds * 5);
        Assert.InRange(codes.Count(c => c is null), 5, Math.Min(40, most));
    }

    [Fact]
    public async Task An_input_of_more_tokens_than_the_tier_allows_is_refused_and_a_long_one_of_fewer_is_not()
    {
        await using var rig = await SpendRig.StartAsync("");
        var key = await rig.Gateway.AddKeyAsync(k => k with { Tier = "free" });
        var many = string.Concat(Enumerable.Repeat("word ", 8_100)); // a token each
        var few = string.Concat(Enumerable.Repeat("international ", 7_800)); // 109,200 bytes, and a token each

        var (status, code, message, _) = await rig.AskAsync(SpendRig.Body().Replace("\"hi\"", $"\"{many}\"", StringComparison.Ordinal), key);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "input_too_long"), (status, code));
        Assert.Contains("more than 8000 tokens, the most that keys of tier 'free' may send", message, StringComparison.Ordinal);
        Assert.Null((await rig.AskAsync(SpendRig.Body().Replace("\"hi\"", $"\"{few}\"", StringComparison.Ordinal), key)).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body().Replace("\"hi\"", $"\"{many}\"", StringComparison.Ordinal))).Code); // service
    }

    [Fact]
    public async Task No_more_are_open_at_once_than_the_limit_says()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { two: { per: key, concurrent: 2 } } }");
        var gate = new TaskCompletionSource();
        rig.Upstream.Reply = async exchange =>
        {
            await exchange.HoldAsync(gate.Task);
            await exchange.JsonAsync(SpendRig.Answer("hello", 10, 3));
        };

        var open = new[] { rig.AskAsync(SpendRig.Body()), rig.AskAsync(SpendRig.Body()) };
        await rig.Upstream.ArrivalAsync();
        await rig.Upstream.ArrivalAsync();
        Assert.Equal("rate_limited", (await rig.AskAsync(SpendRig.Body())).Code);
        gate.SetResult();

        Assert.All(await Task.WhenAll(open), a => Assert.Null(a.Code));
        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
    }

    [Fact]
    public async Task Each_end_user_has_a_count_of_its_own_and_nobody_escapes_by_naming_none()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { each: { per: end_user, requests: 1, every: day } } }");

        Assert.Null((await rig.AskAsync(SpendRig.Body(more: ",\"user\":\"alice\""))).Code);
        Assert.Equal("rate_limited", (await rig.AskAsync(SpendRig.Body(more: ",\"user\":\"alice\""))).Code);
        Assert.Equal("rate_limited", (await rig.AskAsync(SpendRig.Body(more: ",\"user\":\"\\u0061lice\""))).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body(more: ",\"safety_identifier\":\"bob\""))).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
        Assert.Equal("rate_limited", (await rig.AskAsync(SpendRig.Body())).Code);
    }

    [Fact]
    public async Task Bytes_of_requests_are_counted_as_they_came()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { volume: { per: global, bytes: 250, every: day } } }");
        var length = SpendRig.Body().Length;

        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
        Assert.Equal(length, (await rig.ReadAsync("volume")).Spent);
        Assert.Equal("rate_limited", (await rig.AskAsync(SpendRig.Body(more: ",\"user\":\"" + new string('x', 250) + "\""))).Code);
        Assert.Equal(length, (await rig.ReadAsync("volume")).Spent);
    }

    [Fact]
    public async Task A_person_stands_in_no_record_of_a_counter()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { a: { per: end_user, requests: 9, every: day }, b: { per: user, requests: 9, every: day }, c: { per: address, requests: 9, every: day } } }");
        var key = await rig.Gateway.AddKeyAsync(k => k with { Owner = k.Owner with { User = "alice.person" } });

        Assert.Null((await rig.AskAsync(SpendRig.Body(more: ",\"user\":\"bob.person\""), key)).Code);

        var leaves = await rig.Gateway.Audit.ListAsync(new Sallyport.Gateway.Audit.AuditQuery(Limit: 1_000), CancellationToken.None);
        var text = string.Concat(leaves.Select(l => System.Text.Encoding.UTF8.GetString(l.Json.Span)));
        Assert.Contains("a#", text, StringComparison.Ordinal);
        Assert.DoesNotContain("person", text.Replace("\"f\":\"person\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
