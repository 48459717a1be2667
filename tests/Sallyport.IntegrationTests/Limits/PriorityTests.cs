using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>Who goes first at an upstream that is full, and who goes to a cheaper model.</summary>
public sealed class PriorityTests
{
    private const string TwoModels = """
        models:
          large: { targets: [ { upstream: openai, model: m } ] }
          cheap: { targets: [ { upstream: openai, model: small } ] }

        """;

    [Fact]
    public async Task Interactive_requests_go_before_background_ones_and_the_upstream_never_has_more_than_it_may()
    {
        await using var rig = await SpendRig.StartAsync("tiers: { jobs: { priority: background } }", upstreamOptions: ", max_concurrent: 1");
        var background = await rig.Gateway.AddKeyAsync(k => k with { Tier = "jobs" });
        var (open, most) = (0, 0);
        var gates = new SemaphoreSlim(0);
        rig.Upstream.Reply = async exchange =>
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            await gates.WaitAsync();
            Interlocked.Decrement(ref open);
            await exchange.JsonAsync(SpendRig.Answer("hello", 10, 3));
        };

        var first = rig.AskAsync(SpendRig.Body());
        await rig.Upstream.ArrivalAsync();
        var waiting = new List<(string Who, Task Task)>();
        for (var i = 0; i < 6; i++) waiting.Add(("background", rig.AskAsync(SpendRig.Body(), background)));
        for (var i = 0; i < 6; i++) waiting.Add(("interactive", rig.AskAsync(SpendRig.Body())));
        await WaitingAsync(rig, 13);
        gates.Release();
        await first;

        var served = new List<string>();
        while (waiting.Count > 0)
        {
            gates.Release();
            var done = await Task.WhenAny(waiting.Select(w => w.Task));
            await done;
            served.Add(waiting.Single(w => w.Task == done).Who);
            waiting.RemoveAll(w => w.Task == done);
        }

        Assert.Equal(1, most);
        Assert.InRange(served.Take(7).Count(w => w == "interactive"), 5, 6); // weights 8 and 1
    }

    [Fact]
    public async Task A_full_queue_sends_the_lowest_priority_away_with_an_honest_wait()
    {
        await using var rig = await SpendRig.StartAsync("tiers: { jobs: { priority: background } }\npriorities: { max_waiting: 1 }", upstreamOptions: ", max_concurrent: 1");
        var background = await rig.Gateway.AddKeyAsync(k => k with { Tier = "jobs" });
        var gate = new TaskCompletionSource();
        rig.Upstream.Reply = async exchange =>
        {
            await exchange.HoldAsync(gate.Task);
            await exchange.JsonAsync(SpendRig.Answer("hello", 10, 3));
        };

        var first = rig.AskAsync(SpendRig.Body());
        await rig.Upstream.ArrivalAsync();
        var shed = rig.AskAsync(SpendRig.Body(), background);
        await WaitingAsync(rig, 2);
        var second = rig.AskAsync(SpendRig.Body());

        var (status, code, _, response) = await shed;
        Assert.Equal((System.Net.HttpStatusCode.ServiceUnavailable, "upstream_busy"), (status, code));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        gate.SetResult();
        Assert.Null((await first).Code);
        Assert.Null((await second).Code);
    }

    [Fact]
    public async Task A_purpose_goes_to_a_cheaper_model_and_the_answer_and_the_record_say_so()
    {
        await using var rig = await SpendRig.StartAsync(TwoModels + "cheaper: { drafts: { to: cheap, match: { purposes: [ drafting ], models: [ large ] } } }");
        var drafting = await rig.Gateway.AddKeyAsync(k => k with { Purpose = "drafting" });

        var (_, _, _, moved) = await rig.AskAsync(SpendRig.Body(model: "large"), drafting);
        var (_, _, _, stayed) = await rig.AskAsync(SpendRig.Body(model: "large"));

        Assert.Equal(["small", "m"], rig.Upstream.Requests.Select(r => r.Json["model"]!.GetValue<string>()));
        Assert.Equal(("drafts", "small"), (Assert.Single(moved.Headers.GetValues("x-sallyport-cheaper")), Assert.Single(moved.Headers.GetValues("x-sallyport-model"))));
        Assert.False(stayed.Headers.Contains("x-sallyport-cheaper"));
        var results = await rig.Gateway.Audit.ListAsync(new Sallyport.Gateway.Audit.AuditQuery(Type: Sallyport.Gateway.Audit.AuditEntryType.Result), CancellationToken.None);
        Assert.Equal([null, "drafts"], results.Select(r => r.Entry.CheaperRule));
        Assert.Equal(["large", "large"], results.Select(r => r.Entry.ModelAsked));
    }

    [Fact]
    public async Task A_key_that_may_not_use_the_cheaper_model_keeps_its_own()
    {
        await using var rig = await SpendRig.StartAsync(TwoModels + "cheaper: { drafts: { to: cheap, max_input_tokens: 1000 } }");
        var key = await rig.Gateway.AddKeyAsync(k => k with { Scopes = k.Scopes with { Models = ["large"] } });

        Assert.Null((await rig.AskAsync(SpendRig.Body(model: "large"), key)).Code);
        Assert.Null((await rig.AskAsync(SpendRig.Body(model: "large"))).Code);

        Assert.Equal(["m", "small"], rig.Upstream.Requests.Select(r => r.Json["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_budget_that_is_nearly_spent_sends_requests_to_the_cheaper_model()
    {
        await using var rig = await SpendRig.StartAsync(TwoModels + "budgets: { all: { per: global, money: \"1 USD\", every: month } }\ncheaper: { low: { to: cheap, budget: all, from_percent: 50, match: { models: [ large ] } } }");

        for (var i = 0; i < 7; i++) Assert.Null((await rig.AskAsync(SpendRig.Body(model: "large"))).Code); // USD 0.10 each

        Assert.Equal(["m", "m", "m", "m", "m", "small", "small"], rig.Upstream.Requests.Select(r => r.Json["model"]!.GetValue<string>()));
    }

    // Those that wait for a place have recorded their intent.
    private static async Task WaitingAsync(SpendRig rig, int intents)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while ((await rig.Gateway.Audit.ListAsync(new Sallyport.Gateway.Audit.AuditQuery(Type: Sallyport.Gateway.Audit.AuditEntryType.Intent), CancellationToken.None)).Count < intents) await Task.Delay(10, late.Token);
        await Task.Delay(100, late.Token); // from the record to the queue
    }
}
