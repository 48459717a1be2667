using System.Net;
using System.Text;
using System.Text.Json;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

public sealed class BudgetTests
{
    private const string FiveDollars = "budgets: { all: { per: global, money: \"5.00 USD\", every: month } }";

    [Fact]
    public async Task A_thousand_calls_at_ten_cents_on_five_dollars_admit_exactly_fifty()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars);
        using var lanes = new SemaphoreSlim(200);

        var codes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async _ =>
        {
            await lanes.WaitAsync();
            try
            {
                return (await rig.AskAsync(SpendRig.Body())).Code;
            }
            finally
            {
                lanes.Release();
            }
        }));

        Assert.Equal((50, 950), (codes.Count(c => c is null), codes.Count(c => c == "budget_exhausted")));
        Assert.Equal(50, rig.Upstream.Requests.Count);
        Assert.Equal((5_000_000_000, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task What_was_used_takes_the_place_of_the_most_that_could_be()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars, input: 1_000);
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 3));

        var (status, _, _, response) = await rig.AskAsync(SpendRig.Body(maxTokens: 4_000));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((3_010_000, 0), Figures(await rig.ReadAsync("all")));
        Assert.Equal("0.00301", Header(response, "x-sallyport-cost-usd"));
        Assert.StartsWith("4.0001", Header(response, "x-sallyport-cost-limit-usd"), StringComparison.Ordinal); // 4,000 tokens, and some hundred bytes of input
    }

    [Fact]
    public async Task An_upstream_that_reports_more_than_was_asked_for_is_charged_as_it_says()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars);
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 7_000));

        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(SpendRig.Body(maxTokens: 100))).Status);

        Assert.Equal((7_000_000_000, 0), Figures(await rig.ReadAsync("all")));
        var (status, code, message, _) = await rig.AskAsync(SpendRig.Body());
        Assert.Equal((HttpStatusCode.PaymentRequired, "budget_exhausted"), (status, code));
        Assert.Contains("5.00 USD a month; 0.00 USD is left and this request can need up to 0.10 USD. More is available in ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_estimate_names_the_budgets_that_would_refuse_with_the_figures_of_the_refusal_and_takes_nothing()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"5.00 USD\", every: month }, small: { per: key, money: \"0.05 USD\", every: month }, call: { per: key, money: \"0.02 USD\", every: request } }");

        using var response = await rig.Gateway.PostAsync("/v1/estimate", SpendRig.Body());
        var refusing = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("refused_by").EnumerateArray()
            .Select(r => string.Join('|', r.EnumerateObject().Select(m => m.Value.GetString()))).ToArray();

        Assert.Equal(["call|0.02 USD|0.02 USD|0.10 USD", "small|0.05 USD|0.05 USD|0.10 USD"], refusing);
        Assert.Equal((0, 0), Figures(await rig.ReadAsync("all")));
        Assert.Equal("request_over_budget", (await rig.AskAsync(SpendRig.Body())).Code);
    }

    [Fact]
    public async Task A_refusal_shows_the_operators_currency_beside_dollars()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { each: { per: key, money: \"0.05 USD\", every: month } }", currency: "EUR", perUsd: "0.92");

        Assert.Contains("0.05 USD (0.046 EUR) a month; 0.05 USD (0.046 EUR) is left and this request can need up to 0.10 USD (0.092 EUR)", (await rig.AskAsync(SpendRig.Body())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_is_never_retried_by_itself_and_names_nobody()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { each: { per: team, money: \"0.05 USD\", every: month } }");
        var key = await rig.Gateway.AddKeyAsync(k => k with { Owner = k.Owner with { Team = "secret-team" } });

        var (_, code, message, response) = await rig.AskAsync(SpendRig.Body(), key);

        Assert.Equal("budget_exhausted", code);
        Assert.DoesNotContain("secret-team", message, StringComparison.Ordinal);
        Assert.Contains("Budget 'each' of this team", message, StringComparison.Ordinal);
        Assert.Equal("false", Header(response, "x-should-retry"));
        Assert.Null(response.Headers.RetryAfter);
        Assert.Empty(rig.Upstream.Requests);
    }

    [Fact]
    public async Task Each_holder_has_a_budget_of_its_own()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { each: { per: team, money: \"0.10 USD\", every: month } }");
        var (red, blue) = (await TeamKeyAsync(rig, "red"), await TeamKeyAsync(rig, "blue"));
        var sameTeam = await TeamKeyAsync(rig, "red");

        Assert.Null((await rig.AskAsync(SpendRig.Body(), red)).Code);
        Assert.Equal("budget_exhausted", (await rig.AskAsync(SpendRig.Body(), sameTeam)).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body(), blue)).Code);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task What_the_upstream_refuses_costs_nothing(int status)
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars, upstreamOptions: ", max_attempts: 1");
        rig.Upstream.Reply = exchange => exchange.JsonAsync("""{"error":{"message":"no","type":"x","param":null,"code":null}}""", status);

        await rig.AskAsync(SpendRig.Body());

        Assert.Equal((0, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task What_a_guardrail_blocks_costs_nothing()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars + "\nguardrails: { g: { request: [ { detector: payment-card, action: block } ] } }");

        Assert.Equal("guardrail_blocked", (await rig.AskAsync(SpendRig.Body().Replace("\"hi\"", "\"4111 1111 1111 1111\"", StringComparison.Ordinal))).Code);

        Assert.Equal((0, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task A_request_that_was_sent_and_never_answered_is_charged_in_full()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars, upstreamOptions: ", max_attempts: 1");
        rig.Upstream.Reply = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        };

        Assert.Equal("upstream_broke", (await rig.AskAsync(SpendRig.Body())).Code);

        Assert.Equal((100_000_000, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task An_attempt_that_was_lost_is_charged_beside_the_one_that_was_answered()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars);
        rig.Upstream.Enqueue(exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        });
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 3));

        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(SpendRig.Body())).Status);

        Assert.Equal(2, rig.Upstream.Requests.Count);
        Assert.Equal((103_000_000, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task Without_money_for_a_second_attempt_there_is_none()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"0.15 USD\", every: month } }");
        rig.Upstream.Reply = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        };

        Assert.Equal("upstream_broke", (await rig.AskAsync(SpendRig.Body())).Code);

        Assert.Single(rig.Upstream.Requests);
        Assert.Equal((100_000_000, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_a_stream_pays_for_what_it_could_have_cost()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars);
        rig.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.PieceAsync(SpendRig.Delta(SpendRig.LongText));
            await exchange.StallAsync();
        };

        using (var response = await rig.ChatAsync(SpendRig.Body(stream: true))) await SpendRig.LeaveAsync(response);

        // Model m is OpenAI's, and might have thought unseen: all 100 tokens.
        Assert.Equal(100_000_000, (await rig.SettledAsync("all")).Spent);
    }

    [Fact]
    public async Task A_client_that_leaves_pays_for_what_was_seen_where_a_model_thinks_aloud()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars, output: 10_000);
        rig.Upstream.Reply = async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.PieceAsync(SpendRig.Delta(SpendRig.LongText));
            await exchange.StallAsync();
        };

        using (var response = await rig.ChatAsync(SpendRig.Body(maxTokens: 16_000, stream: true, model: "gpt-4-aloud"))) await SpendRig.LeaveAsync(response);

        Assert.Equal(SpendRig.LongText.Length * 10_000L, (await rig.SettledAsync("all")).Spent); // no text has more tokens than bytes
    }

    [Fact]
    public async Task An_upstream_that_never_says_what_it_used_is_charged_by_what_was_seen()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, tokens: 100000, every: month } }");
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("0123456789", null, null).Replace("\"m\"", "\"gpt-4o\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(SpendRig.Body(model: "gpt-4o"))).Status);

        Assert.InRange((await rig.ReadAsync("all")).Spent, 10, SpendRig.Body(model: "gpt-4o").Length + 100);
    }

    [Fact]
    public async Task A_cap_on_output_is_put_into_a_request_that_has_none()
    {
        await using var rig = await SpendRig.StartAsync("limits: { default_output_tokens: 250 }\n" + FiveDollars);

        await rig.AskAsync(SpendRig.Body(maxTokens: null));
        await rig.AskAsync(SpendRig.Body(maxTokens: null, more: ",\"max_completion_tokens\":null"));
        await rig.AskAsync(SpendRig.Body(maxTokens: 7));

        Assert.Equal([250, 250], rig.Upstream.Requests.Take(2).Select(r => Json(r.Body).GetProperty("max_completion_tokens").GetInt32()));
        Assert.False(Json(rig.Upstream.Requests.Last().Body).TryGetProperty("max_completion_tokens", out _));
        Assert.Equal(7, Json(rig.Upstream.Requests.Last().Body).GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task Without_a_budget_a_request_leaves_as_it_came()
    {
        await using var rig = await SpendRig.StartAsync("");

        var (_, _, _, response) = await rig.AskAsync(SpendRig.Body(maxTokens: null));

        Assert.DoesNotContain("max", Encoding.UTF8.GetString(rig.Upstream.Request.Body), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("x-sallyport-cost-limit-usd"));
    }

    [Fact]
    public async Task A_model_without_a_price_is_refused_where_money_is_counted()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars);

        Assert.Equal((HttpStatusCode.Forbidden, "price_unknown"), await StatusAsync(rig, SpendRig.Body(model: "nobody-knows")));
        Assert.Empty(rig.Upstream.Requests);
    }

    [Fact]
    public async Task Tools_that_a_provider_runs_without_a_bound_are_refused_where_money_is_counted()
    {
        await using var rig = await SpendRig.StartAsync(FiveDollars);
        var key = await rig.Gateway.AddKeyAsync(Sallyport.Providers.Capabilities.Tools | Sallyport.Providers.Capabilities.WebSearch);

        using var response = await rig.Gateway.PostAsync("/v1/responses", """{"model":"m","input":"hi","max_output_tokens":10,"tools":[{"type":"web_search"}]}""", key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("spend_unbounded", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(rig.Upstream.Requests);
    }

    [Fact]
    public async Task A_model_without_a_price_is_reckoned_with_at_the_declared_ceiling()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"5 USD\", every: month, unknown_price: { input: \"0 USD\", output: \"1000 USD\" } } }");
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 3).Replace("\"m\"", "\"nobody-knows\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(SpendRig.Body(model: "nobody-knows"))).Status);

        Assert.Equal((3_000_000, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task One_request_may_not_need_more_than_its_own_budget()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { one: { per: key, money: \"0.10 USD\", every: request } }");

        Assert.Equal((HttpStatusCode.PaymentRequired, "request_over_budget"), await StatusAsync(rig, SpendRig.Body(maxTokens: 101)));
        Assert.Equal((HttpStatusCode.PaymentRequired, "request_over_budget"), await StatusAsync(rig, SpendRig.Body(maxTokens: 60, more: ",\"n\":2")));
        Assert.Equal((HttpStatusCode.PaymentRequired, "request_over_budget"), await StatusAsync(rig, SpendRig.Body(maxTokens: null, more: ",\"max_tokens\":1e1")));
        Assert.Null((await rig.AskAsync(SpendRig.Body(maxTokens: 100))).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body(maxTokens: 100))).Code);
    }

    [Fact]
    public async Task An_agent_with_a_high_cap_and_little_use_is_not_locked_out_under_bounded()
    {
        // 64,000 tokens at USD 10 for a million: each could cost 0.64 and costs 0.003.
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"1 USD\", every: month, policy: bounded, overshoot: \"14 USD\" } }", output: 10_000);
        rig.Upstream.Reply = exchange => exchange.JsonAsync(SpendRig.Answer("hello", 10, 300));

        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rig.AskAsync(SpendRig.Body(maxTokens: 64_000))));
            Assert.All(answers, a => Assert.Null(a.Code));
        }

        Assert.Equal((300_000_000, 0), Figures(await rig.ReadAsync("all")));
    }

    [Fact]
    public async Task The_same_agent_waits_for_itself_under_strict()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"1 USD\", every: month } }", output: 10_000);
        var gate = new TaskCompletionSource();
        rig.Upstream.Reply = async exchange =>
        {
            await exchange.HoldAsync(gate.Task);
            await exchange.JsonAsync(SpendRig.Answer("hello", 10, 300));
        };

        var first = rig.AskAsync(SpendRig.Body(maxTokens: 64_000));
        await rig.Upstream.ArrivalAsync();
        var (status, code, message, _) = await rig.AskAsync(SpendRig.Body(maxTokens: 64_000));
        Assert.Equal((HttpStatusCode.PaymentRequired, "budget_exhausted"), (status, code));
        Assert.Contains("0.36 USD is left and this request can need up to 0.64 USD", message, StringComparison.Ordinal);
        gate.SetResult();

        Assert.Null((await first).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body(maxTokens: 64_000))).Code);
    }

    [Fact]
    public async Task A_bounded_budget_that_is_spent_admits_nobody()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { all: { per: global, money: \"0.10 USD\", every: month, policy: bounded, overshoot: \"5 USD\" } }");

        Assert.Null((await rig.AskAsync(SpendRig.Body())).Code);
        Assert.Equal("budget_exhausted", (await rig.AskAsync(SpendRig.Body())).Code);
    }

    [Fact]
    public async Task A_client_that_runs_away_is_stopped_inside_its_cap()
    {
        await using var rig = await SpendRig.StartAsync("budgets: { day: { per: key, money: \"2.00 USD\", every: day }, all: { per: global, money: \"100 USD\", every: month } }", input: 100);
        var wild = new Random(7);
        rig.Upstream.Reply = exchange => wild.Next(4) switch
        {
            0 => exchange.JsonAsync(SpendRig.Answer("hello", 10, wild.Next(1, 90))),
            1 => exchange.JsonAsync(SpendRig.Answer("hello", null, null)),
            2 => Reset(exchange),
            _ => exchange.JsonAsync(SpendRig.Answer("hello", 10, 90)),
        };

        // A loop that never looks at what it gets back, in eight places at once.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 120; i++) using (await rig.ChatAsync(SpendRig.Body(maxTokens: 90)))
            {
            }
        }));

        var spent = (await rig.ReadAsync("all")).Spent;
        Assert.InRange(spent, 1_000_000_000, 2_000_000_000);
        Assert.Equal("budget_exhausted", (await rig.AskAsync(SpendRig.Body(maxTokens: 2_000))).Code);

        static Task Reset(UpstreamExchange exchange)
        {
            exchange.Reset();
            return Task.CompletedTask;
        }
    }

    private static Task<string> TeamKeyAsync(SpendRig rig, string team) => rig.Gateway.AddKeyAsync(k => k with { Owner = k.Owner with { Team = team } });

    private static async Task<(HttpStatusCode Status, string? Code)> StatusAsync(SpendRig rig, string body)
    {
        var (status, code, _, _) = await rig.AskAsync(body);
        return (status, code);
    }

    private static (long Spent, long Reserved) Figures(Sallyport.Gateway.Admission.LimitReading reading) => (reading.Spent, reading.Reserved);

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    private static JsonElement Json(ReadOnlyMemory<byte> body) => JsonDocument.Parse(body).RootElement;
}
