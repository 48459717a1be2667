using System.Diagnostics;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Forwarding;
using Sallyport.IntegrationTests.Limits;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Routing;

/// <summary>The first upstream fails in every way that an upstream can, over real sockets. Where another one may be asked the client hears nothing of it.</summary>
public sealed class KillThePrimaryTests
{
    private const string Budget = "budgets: { all: { per: global, money: \"1000 USD\", every: day } }";
    private const long Answered = 100 * 1_000_000L; // the answer's 100 tokens
    private const long Bound = 200 * 1_000_000L; // the most that an attempt can cost: max_tokens 200

    private static readonly Dictionary<string, Func<UpstreamExchange, Task>> BeforeTheHead = new(StringComparer.Ordinal)
    {
        ["reset"] = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        },
        ["closed"] = exchange =>
        {
            exchange.Close();
            return Task.CompletedTask;
        },
        ["garbage"] = exchange => exchange.RawAndCloseAsync("this is no HTTP\r\n\r\n"),
        ["slow first byte"] = exchange => exchange.StallAsync(),
        ["429"] = RoutingRig.Status(429),
        ["429 that asks for an hour"] = RoutingRig.Status(429, ("retry-after", "3600")),
        ["500"] = RoutingRig.Status(500),
        ["502"] = RoutingRig.Status(502),
        ["503"] = RoutingRig.Status(503, ("x-should-retry", "false")),
        ["529"] = RoutingRig.Status(529),
        ["401"] = RoutingRig.Status(401),
        ["redirect"] = exchange => exchange.JsonAsync("{}", 302, ("location", "http://169.254.169.254/")),
        ["two lengths"] = exchange => exchange.RawAndCloseAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    };

    public static TheoryData<string, bool> Failures => [.. BeforeTheHead.Keys.SelectMany(name => new (string, bool)[] { (name, false), (name, true) })];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_fails_before_its_head_is_absorbed(string failure, bool stream)
    {
        await using var rig = await RoutingRig.StartAsync(a: ", first_byte_timeout: 1s", sections: Budget);
        rig.A.Reply = BeforeTheHead[failure];
        var (status, said, response) = await rig.AskAsync(stream: stream, more: ",\"max_tokens\":200");
        Assert.Equal((200, "b"), (status, said));
        Assert.Equal((1, 1), (rig.A.Requests.Count, rig.B.Requests.Count)); // asked once each: never doubled
        Assert.Equal(rig.A.Request.Text, rig.B.Request.Text);

        var result = await rig.ResultAsync(response);
        Assert.Equal(("b", 2, 200), (result.Upstream, result.Attempts, result.UpstreamStatus));
        var tried = Assert.Single(result.Tried);
        Assert.Equal("a", tried.Upstream);
        Assert.Equal(failure switch { "reset" or "closed" => "upstream_broke", "garbage" or "redirect" or "two lengths" => "upstream_malformed", "slow first byte" => "upstream_first_byte_timeout", _ => null }, tried.Code);
        Assert.Equal(tried.Code is null, tried.Status >= 400);

        // What may have been billed without a word is charged in full; a refusal costs nothing.
        var mayBeBilled = tried.Code is not null && failure != "redirect";
        Assert.Equal(Answered + (mayBeBilled ? Bound : 0), await rig.SpentAsync("all"));
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_absorbed()
    {
        await using var rig = await RoutingRig.StartAsync(sections: Budget);
        await rig.A.DisposeAsync();
        var (status, said, response) = await rig.AskAsync(more: ",\"max_tokens\":200");
        Assert.Equal((200, "b"), (status, said));
        Assert.Equal([new FailedAttempt("a", "upstream_connect_failed", null)], (await rig.ResultAsync(response)).Tried);
        Assert.Equal(Answered, await rig.SpentAsync("all"));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Without_another_upstream_the_client_gets_one_well_formed_error(string failure, bool stream)
    {
        await using var rig = await RoutingRig.StartAsync("models: { m: { targets: [ { upstream: a, model: m } ] } }", a: ", first_byte_timeout: 1s, max_attempts: 1");
        rig.A.Reply = BeforeTheHead[failure];
        var (status, said, response) = await rig.AskAsync(stream: stream);
        Assert.Equal(failure switch { "slow first byte" => 504, "reset" or "closed" or "garbage" or "redirect" or "two lengths" or "401" => 502, _ => int.Parse(failure[..3], System.Globalization.CultureInfo.InvariantCulture) }, status);
        Assert.NotEmpty(said); // parsed: the error has its code
        Assert.Empty(rig.B.Requests);
        Assert.Equal((1, 0), ((await rig.ResultAsync(response)).Attempts, (await rig.ResultAsync(response)).Tried.Count));
    }

    [Theory]
    [InlineData("between events")]
    [InlineData("inside an event")]
    [InlineData("stalled")]
    public async Task A_stream_that_breaks_after_its_first_byte_ends_with_an_error_and_is_not_begun_again(string when)
    {
        await using var rig = await RoutingRig.StartAsync(a: ", idle_timeout: 1s", sections: Budget);
        rig.A.Reply = async exchange =>
        {
            await exchange.StreamAsync(SpendRig.Delta(SpendRig.LongText));
            if (when == "inside an event") await exchange.PieceAsync("data: {\"id\":\"c-1\",\"cho");
            if (when == "stalled") await exchange.StallAsync();
            await Task.Delay(100); // what was sent must have been read: a reset throws away what has not
            exchange.Reset();
        };
        var (status, said, response) = await rig.AskAsync(stream: true, more: ",\"max_tokens\":200");
        Assert.Equal(200, status);
        Assert.StartsWith("once upon a time", said, StringComparison.Ordinal);
        Assert.EndsWith(when == "stalled" ? "!upstream_idle_timeout" : "!upstream_broke", said, StringComparison.Ordinal);
        Assert.Empty(rig.B.Requests); // neither doubled nor mixed
        var result = await rig.ResultAsync(response);
        Assert.Equal(("a", 1, Decision.Failed), (result.Upstream, result.Attempts, result.Decision));
        Assert.Equal(Bound, await rig.SpentAsync("all")); // more was said than 200 tokens can be: the most it can cost
    }

    [Fact]
    public async Task An_answer_of_the_wrong_length_is_refused_and_not_asked_for_again()
    {
        await using var rig = await RoutingRig.StartAsync();
        rig.A.Reply = exchange => exchange.RawAndCloseAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":\"c-1\"");
        var (status, said, _) = await rig.AskAsync();
        Assert.Equal((502, "upstream_broke"), (status, said));
        Assert.Empty(rig.B.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task What_is_the_clients_own_fault_goes_nowhere_else(int status)
    {
        await using var rig = await RoutingRig.StartAsync();
        rig.A.Reply = RoutingRig.Status(status);
        Assert.Equal(status, (await rig.AskAsync()).Status);
        Assert.Empty(rig.B.Requests);
    }

    [Fact]
    public async Task A_request_that_the_provider_keeps_is_not_made_twice()
    {
        await using var rig = await RoutingRig.StartAsync(a: ", allow_store: true", b: ", allow_store: true");
        var key = await rig.Gateway.AddKeyAsync(Providers.Capabilities.Store);
        rig.A.Enqueue(BeforeTheHead["reset"]);
        var (status, said, _) = await rig.AskAsync(more: ",\"store\":true", key: key);
        Assert.Equal((502, "upstream_broke"), (status, said)); // it may exist
        Assert.Empty(rig.B.Requests);
        rig.A.Enqueue(RoutingRig.Status(429));
        Assert.Equal("b", (await rig.AskAsync(more: ",\"store\":true", key: key)).Said); // it does not
    }

    [Fact]
    public async Task Without_money_for_a_second_attempt_the_next_upstream_is_not_asked()
    {
        await using var rig = await RoutingRig.StartAsync(sections: "budgets: { all: { per: global, money: \"0.30 USD\", every: day } }");
        rig.A.Reply = BeforeTheHead["reset"];
        Assert.Equal((502, "upstream_broke"), ((await rig.AskAsync(more: ",\"max_tokens\":200")) is var (status, said, _) ? (status, said) : default));
        Assert.Empty(rig.B.Requests);
        Assert.Equal(Bound, await rig.SpentAsync("all"));
    }

    [Fact]
    public async Task A_fallback_costs_next_to_no_time()
    {
        await using var rig = await RoutingRig.StartAsync(a: ", breaker: { failures: 0 }");
        rig.A.Reply = RoutingRig.Status(503);
        var (direct, after) = (new List<double>(), new List<double>());
        for (var i = 0; i < 220; i++)
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Equal("b", (await rig.AskAsync()).Said);
            if (i >= 20) after.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        rig.A.Reply = RoutingRig.Well("a");
        for (var i = 0; i < 220; i++)
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Equal("a", (await rig.AskAsync()).Said);
            if (i >= 20) direct.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // The failed attempt is a round trip of its own, and the median of a whole exchange holds at least one: what is left is ours.
        var (one, two) = (direct.Order().ElementAt(100), after.Order().ElementAt(100));
        TestContext.Current.TestOutputHelper?.WriteLine($"median {one:0.000} ms without, {two:0.000} ms with a fallback");
        Assert.True(two - (2 * one) < 1, $"{one} ms, and {two} ms with a fallback");
    }

    [Fact]
    public async Task While_the_first_is_killed_and_comes_back_no_request_fails()
    {
        await using var rig = await RoutingRig.StartAsync(a: ", breaker: { open_for: 200ms, max_open_for: 200ms }");
        var isDown = false;
        rig.A.Reply = exchange =>
        {
            if (!isDown) return RoutingRig.Well("a")(exchange);
            exchange.Reset();
            return Task.CompletedTask;
        };
        using var end = new CancellationTokenSource();
        var answers = new System.Collections.Concurrent.ConcurrentQueue<(int Status, string Said)>();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var (status, said, response) = await rig.AskAsync();
                response.Dispose();
                answers.Enqueue((status, said));
            }
        })).ToArray();
        await Task.Delay(400);
        isDown = true;
        await Task.Delay(800);
        var (whileDown, total) = (rig.A.Requests.Count, answers.Count);
        await Task.Delay(800);
        Assert.True(rig.A.Requests.Count - whileDown < 20, $"{rig.A.Requests.Count - whileDown} of {answers.Count - total} requests went to the dead upstream");
        isDown = false;
        await Task.Delay(600);
        answers.Clear();
        await Task.Delay(300);
        await end.CancelAsync();
        await Task.WhenAll(clients);
        Assert.All(answers, answer => Assert.Equal((200, "a"), answer)); // it is used again, by itself
    }
}
