using FsCheck;
using FsCheck.Fluent;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>What every engine promises of counters, one node counting.</summary>
public abstract class LimitStoreContract
{
    internal const long Dollar = 1_000_000_000, Dime = Dollar / 10;

    /// <summary>Starts a node on what the one before left.</summary>
    internal abstract Task<Node> OpenAsync();

    [Fact]
    public async Task B1_of_1000_calls_at_once_at_10_cents_a_5_dollar_budget_admits_exactly_50()
    {
        await using var node = await OpenAsync();
        Counter[] counters = [Budget("usd", 5 * Dollar), Daily("req", LimitUnit.Requests, 1_000_000)];
        var endings = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => node.SpendAsync(counters, Dime, Dime))));
        Assert.Equal((50, 950), (endings.Count(e => e is Ending.Admitted), endings.Count(e => e is Ending.Refused)));
        Assert.Equal((5 * Dollar, 0), await StoredAsync(node, counters[0]));
        Assert.Empty((await node.CheckAsync()).Differences);
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_counters_stood()
    {
        var budget = Budget("usd", Dollar);
        await using (var first = await OpenAsync())
            for (var i = 0; i < 7; i++) Assert.Equal(Ending.Admitted, await first.SpendAsync([budget], 2 * Dime, Dime));
        await using var second = await OpenAsync();
        Assert.Equal(7 * Dime, (await second.Counters.ReadAsync(budget, default)).Spent);
        for (var i = 0; i < 3; i++) Assert.Equal(Ending.Admitted, await second.SpendAsync([budget], Dime, Dime));
        Assert.Equal(Ending.Refused, await second.SpendAsync([budget], Dime, Dime));
    }

    [Fact]
    public async Task What_a_crash_left_open_is_settled_at_its_reservation()
    {
        var budget = Budget("usd", Dollar);
        var first = await OpenAsync();
        Assert.Equal(Ending.Admitted, await first.SpendAsync([budget], 3 * Dime, Dime));
        Assert.Equal(Ending.Admitted, await first.SpendAsync([budget], 4 * Dime, Dime, Dies.AfterIntent));
        Assert.Equal((Dime, 4 * Dime), await StoredAsync(first, budget));
        first.Die();
        await using var second = await OpenAsync();
        Assert.Equal((5 * Dime, 0), await StoredAsync(second, budget));
        Assert.Empty((await second.CheckAsync()).Differences);
    }

    /// <summary>B6: nodes die at any point, upstreams bill more or less than was reserved, and the counters are the sum of the log.</summary>
    [Fact]
    public void B6_after_crashes_at_random_the_counters_are_the_sum_of_the_log()
    {
        var exchanges = Gen.ArrayOf(from bound in Gen.Choose(1, 30) from billed in Gen.Choose(0, 50) from dies in Gen.Frequency((20, Gen.Constant(Dies.Never)), (1, Gen.Constant(Dies.AfterIntent)), (1, Gen.Constant(Dies.BeforeResult))) select (bound, billed, dies), 60);
        var run = 0;
        Prop.ForAll(exchanges.ToArbitrary(), all => RunAsync(all, run++).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(8).WithQuietOnSuccess(true));

        async Task RunAsync((int Bound, int Billed, Dies Dies)[] all, int number)
        {
            Counter[] counters = [Budget($"usd-{number}", 1_000), Daily($"tok-{number}", LimitUnit.Tokens, 800), Daily($"req-{number}", LimitUnit.Requests, 50)];
            var node = await OpenAsync();
            try
            {
                foreach (var some in all.Chunk(5))
                {
                    await Task.WhenAll(some.Select(e => node.SpendAsync(counters, e.Bound, e.Billed, e.Dies)));
                    if (some.All(e => e.Dies is Dies.Never)) continue;
                    node.Die();
                    node = await OpenAsync();
                }

                node.Die();
                node = await OpenAsync();
                var check = await node.CheckAsync();
                Assert.Empty(check.Differences);
                Assert.All((await node.Store.SnapshotAsync(default)).Counters, c => Assert.Equal(0, c.Reserved));
            }
            finally
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Windows_that_are_over_go_and_all_others_stay()
    {
        await using var node = await OpenAsync();
        var now = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        Charge[] charges =
        [
            new("old", now.AddDays(-90), LimitUnit.Requests, 0, 5), new("open", now.AddDays(-90), LimitUnit.Requests, 3, 0), new("new", now.AddDays(-1), LimitUnit.Requests, 0, 5),
            new("ever", DateTimeOffset.UnixEpoch, LimitUnit.Requests, 0, 5),
        ];
        await node.Audit.AppendAsync(AuditEntry.OfAction(now, "limit.unrecorded") with { Charges = charges }, default);
        Assert.Equal(1, await node.Store.PruneAsync(now.AddDays(-62), default));
        Assert.Equal(["ever", "new", "open"], (await node.Store.SnapshotAsync(default)).Counters.Select(c => c.Window.Counter));
    }

    [Fact]
    public async Task Charges_of_one_entry_that_name_a_counter_twice_add_up()
    {
        await using var node = await OpenAsync();
        Charge charge = new("twice", DateTimeOffset.UnixEpoch, LimitUnit.Bytes, 0, 5);
        await node.Audit.AppendAsync(AuditEntry.OfAction(DateTimeOffset.UnixEpoch, "limit.unrecorded") with { Charges = [charge, charge with { Spent = -2 }] }, default);
        Assert.Equal(3, (await node.Store.FindAsync(new CounterWindow("twice", DateTimeOffset.UnixEpoch, LimitUnit.Bytes), default)).Spent);
        Assert.Equal(0, (await node.Store.FindAsync(new CounterWindow("never", DateTimeOffset.UnixEpoch, LimitUnit.Bytes), default)).Spent);
        var snapshot = await node.Store.SnapshotAsync(default);
        Assert.Equal((2, 1), (snapshot.LogSize, snapshot.Counters.Count));
    }

    [Fact]
    public async Task An_absurd_bill_does_not_stop_the_log()
    {
        await using var node = await OpenAsync();
        var bill = AuditEntry.OfAction(DateTimeOffset.UnixEpoch, "limit.unrecorded") with { Charges = [new Charge("absurd", DateTimeOffset.UnixEpoch, LimitUnit.NanoUsd, 0, Amounts.Most)] };
        for (var i = 0; i < 6; i++) await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => node.Audit.AppendAsync(bill, default).AsTask()));
        Assert.InRange((await node.Store.FindAsync(new CounterWindow("absurd", DateTimeOffset.UnixEpoch, LimitUnit.NanoUsd), default)).Spent, 5_000 * 1_000_000_000L, long.MaxValue);
    }

    [Fact]
    public async Task What_passed_unrecorded_is_recorded_once()
    {
        var budget = Budget("usd", Dollar);
        await using var node = await OpenAsync();
        for (var i = 0; i < 3; i++) (await node.Counters.TryTakeAsync([budget], Node.Money(Dime), default)).Take!.SettleUnrecorded(Node.Money(Dime / 2));
        for (var i = 0; i < 100; i++) (await node.Counters.TryTakeAsync([Budget($"a-budget-with-a-name-of-ordinary-length-{i}", Dollar)], Node.Money(Dime), default)).Take!.SettleUnrecorded(Node.Money(i + 1));
        Assert.Equal((0, 0), await StoredAsync(node, budget));
        using var upkeep = new LimitUpkeep(node.Counters, node.Store, node.Audit, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<LimitUpkeep>.Instance);
        await upkeep.RecordAsync(default);
        await upkeep.RecordAsync(default);
        Assert.Equal((3 * Dime / 2, 0), await StoredAsync(node, budget));
        Assert.Equal(5_050 + (3 * Dime / 2), (await node.Store.SnapshotAsync(default)).Counters.Sum(c => c.Spent));
        Assert.Empty((await node.CheckAsync()).Differences);
    }

    internal static Counter Budget(string id, long most, long overshoot = 0) =>
        new(new LimitRule { Id = id, Scope = LimitScope.Team, Unit = LimitUnit.NanoUsd, Window = LimitWindow.Total, Most = most, Overshoot = overshoot }, "acme");

    internal static Counter Daily(string id, LimitUnit unit, long most) => new(new LimitRule { Id = id, Scope = LimitScope.Global, Unit = unit, Window = LimitWindow.Month, Most = most }, "");

    internal static async Task<(long Spent, long Reserved)> StoredAsync(Node node, Counter counter)
    {
        var start = counter.Rule.WindowAt(TimeProvider.System.GetUtcNow()).Start;
        var stored = await node.Store.FindAsync(new CounterWindow(counter.Id, start, counter.Rule.Unit), default);
        return (stored.Spent, stored.Reserved);
    }
}
