using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.IntegrationTests.Limits;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Caching;

public sealed class AnswerCacheTests
{
    private const string Mail = "ana@example.com";

    [Fact]
    public async Task The_same_question_is_asked_once_and_the_second_answer_costs_nothing()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"5.00 USD\", every: month } }\ncache: {}");
        var first = await rig.AskAsync(SpendRig.Body());
        var (spent, _) = Figures(await rig.ReadAsync("all"));
        var second = await rig.AskAsync(SpendRig.Body());

        Assert.Equal(first.Message, second.Message);
        Assert.Single(rig.Upstream.Requests);
        Assert.Equal(("miss", "hit"), (Header(first.Response, "x-sallyport-cache"), Header(second.Response, "x-sallyport-cache")));
        Assert.Equal("0.00", Header(second.Response, "x-sallyport-cost-usd"));
        Assert.True(spent > 0);
        Assert.Equal((spent, 0), Figures(await rig.ReadAsync("all")));

        var results = await ResultsAsync(rig.Gateway);
        Assert.Equal((null, true), ((bool?)results[0]["req"]!["cached"], (bool?)results[1]["req"]!["cached"]));
        Assert.Equal((0, 0, 0), ((int?)results[1]["use"]!["in"], (int?)results[1]["use"]!["out"], (int?)results[1]["use"]!["cost_nano_usd"]));
        Assert.Null(results[1]["req"]!["up_status"]);
    }

    [Fact]
    public async Task Nothing_crosses_from_one_organization_to_another()
    {
        await using var rig = await SpendRig.StartAsync("cache: {}");
        var (one, same, other) = (await rig.Gateway.AddKeyAsync(KeyScopes.Default, "one"), await rig.Gateway.AddKeyAsync(KeyScopes.Default, "one"), await rig.Gateway.AddKeyAsync(KeyScopes.Default, "two"));
        await rig.AskAsync(SpendRig.Body(), one);
        Assert.Equal("hit", Header((await rig.AskAsync(SpendRig.Body(), same)).Response, "x-sallyport-cache"));
        Assert.Equal("miss", Header((await rig.AskAsync(SpendRig.Body(), other)).Response, "x-sallyport-cache"));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData(",\"temperature\":0.5")]
    [InlineData(",\"user\":\"somebody\"")]
    [InlineData(" ")]
    public async Task Another_byte_is_another_question(string more)
    {
        await using var rig = await SpendRig.StartAsync("cache: {}");
        await rig.AskAsync(SpendRig.Body());
        Assert.Equal("miss", Header((await rig.AskAsync(SpendRig.Body(more: more))).Response, "x-sallyport-cache"));
    }

    [Fact]
    public async Task Values_are_restored_for_who_sent_them_and_meet_nobody_elses_answer()
    {
        await using var rig = await SpendRig.StartAsync("cache: {}");
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("I wrote to " + exchange.Request.Json["messages"]![0]!["content"]!.ToString()["write to ".Length..], 1, 1));
        var body = SpendRig.Body().Replace("\"hi\"", "\"write to " + Mail + "\"", StringComparison.Ordinal);
        var first = await rig.AskAsync(body);
        var second = await rig.AskAsync(body);
        Assert.Equal("hit", Header(second.Response, "x-sallyport-cache"));
        Assert.Contains("I wrote to " + Mail, second.Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, second.Message);

        var other = await rig.Gateway.AddKeyAsync(KeyScopes.Default);
        Assert.Equal("miss", Header((await rig.AskAsync(body, other)).Response, "x-sallyport-cache"));
    }

    [Fact]
    public async Task An_answer_from_the_cache_passes_the_guardrails_again()
    {
        await using var rig = await SpendRig.StartAsync("cache: {}");
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("the card is 4111 1111 1111 1111", 1, 1));
        for (var i = 0; i < 2; i++)
        {
            var answer = await rig.AskAsync(SpendRig.Body());
            Assert.Contains("the card is [CARD_REDACTED]", answer.Message, StringComparison.Ordinal);
            Assert.Equal("redacted", Header(answer.Response, "x-sallyport-decision"));
        }

        Assert.Single(rig.Upstream.Requests);
        Assert.All(await ResultsAsync(rig.Gateway), r => Assert.Contains("payment-card", r["pol"]!["rules"]!.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_comes_back_as_it_was_and_one_without_an_end_is_not_kept()
    {
        await using var rig = await SpendRig.StartAsync("cache: {}");
        rig.Upstream.Enqueue(exchange => exchange.StreamAsync(SpendRig.Delta("half"), 9));
        await rig.AskAsync(SpendRig.Body(stream: true));
        rig.Upstream.Reply = exchange => exchange.StreamAsync(SpendRig.Delta("hello ") + SpendRig.Delta("there") + SpendRig.End(3, 2), 9);
        var whole = await rig.AskAsync(SpendRig.Body(stream: true));
        var again = await rig.AskAsync(SpendRig.Body(stream: true));
        Assert.Equal(("miss", "hit"), (Header(whole.Response, "x-sallyport-cache"), Header(again.Response, "x-sallyport-cache")));
        Assert.Equal(whole.Message, again.Message);
        Assert.EndsWith("data: [DONE]\n\n", again.Message, StringComparison.Ordinal);
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(400)]
    public async Task An_error_is_not_kept(int status)
    {
        await using var rig = await SpendRig.StartAsync("cache: {}", upstreamOptions: ", max_attempts: 1");
        rig.Upstream.Enqueue(exchange => exchange.JsonAsync("{\"error\":{\"message\":\"no\"}}", status));
        using var refused = await rig.ChatAsync(SpendRig.Body());
        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task Who_does_not_want_it_and_what_must_not_be_kept_is_asked_anew()
    {
        await using var rig = await SpendRig.StartAsync("cache: { models: [ \"m*\" ] }");
        var key = await rig.Gateway.AddKeyAsync(Capabilities.Tools | Capabilities.WebSearch | Capabilities.Media);
        await rig.AskAsync(SpendRig.Body(), key);
        using var fresh = await rig.Gateway.PostAsync("/v1/chat/completions", SpendRig.Body(), key, ("cache-control", "no-cache"));
        Assert.False(fresh.Headers.Contains("x-sallyport-cache"));
        foreach (var body in (string[])[SpendRig.Body(model: "small"), SpendRig.Body(more: ",\"web_search_options\":{}"), SpendRig.Body(more: ",\"modalities\":[\"text\",\"audio\"]")])
        {
            for (var i = 0; i < 2; i++) Assert.Null(Header((await rig.AskAsync(body, key)).Response, "x-sallyport-cache"));
        }

        Assert.Equal(8, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task Without_the_section_nothing_is_kept()
    {
        await using var rig = await SpendRig.StartAsync("");
        for (var i = 0; i < 2; i++) Assert.Null(Header((await rig.AskAsync(SpendRig.Body())).Response, "x-sallyport-cache"));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    private static async Task<JsonNode[]> ResultsAsync(GatewayHost gateway) =>
        [.. (await gateway.Audit.ListAsync(new AuditQuery(Limit: 100), CancellationToken.None)).Select(l => JsonNode.Parse(Encoding.UTF8.GetString(l.Json.Span))!).Where(l => l["req"]?["status"] is not null).OrderBy(l => (long)l["seq"]!)];

    private static (long Spent, long Reserved) Figures(Sallyport.Gateway.Admission.LimitReading reading) => (reading.Spent, reading.Reserved);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
