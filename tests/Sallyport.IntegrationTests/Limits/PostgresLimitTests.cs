using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Storage.Postgres;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

public sealed class PostgresLimitTests(SharedPostgres postgres) : LimitStoreContract, IAsyncLifetime
{
    private DatabaseAddress _address = null!;

    public async ValueTask InitializeAsync() => _address = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => default;

    internal override Task<Node> OpenAsync() => Node.OpenAsync(_address, "gw-1");

    [Fact]
    public async Task B1_with_4_nodes_exactly_50_are_admitted_and_at_no_instant_more_than_5_dollars_are_out()
    {
        var nodes = await NodesAsync(4);
        var budget = Budget("usd", 5 * Dollar);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(5 * Dollar, done.Token);
        var endings = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => nodes[i % 4].SpendAsync([budget], Dime, Dime))));
        await done.CancelAsync();
        Assert.True(await watching > 0, "nobody looked");
        Assert.Equal((50, 950), (endings.Count(e => e is Ending.Admitted), endings.Count(e => e is Ending.Refused)));
        Assert.Equal((5 * Dollar, 0), await StoredAsync(nodes[0], budget));
        Assert.Empty((await nodes[0].CheckAsync()).Differences);
        await EndAsync(nodes);
    }

    [Fact]
    public async Task B1_and_B3_when_nodes_die_at_any_point_all_of_the_budget_is_spent_and_no_more()
    {
        var budget = Budget("usd", 5 * Dollar);
        var nodes = await NodesAsync(4);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(5 * Dollar, done.Token);
        await Task.WhenAll(nodes.Select((node, i) => Task.WhenAll(Enumerable.Range(0, 6 + i).Select(n => node.SpendAsync([budget], Dime, n % 2 == 0 ? Dime : Dime / 2, n % 3 == 0 ? Dies.AfterIntent : Dies.Never)))));
        Assert.InRange(await IdleAsync(), 0, 4 * 5 * Dollar / 10); // B3: a slice for each node
        nodes[1].Die();
        nodes[2].Die();
        await ExecuteAsync("UPDATE sallyport.node SET seen_at = seen_at - interval '2 minutes' WHERE name IN ('gw-2', 'gw-3')");
        await using var third = await Node.OpenAsync(_address, "gw-3"); // one comes back, the other is found gone
        Node[] living = [nodes[0], nodes[3], third];
        var endings = new ConcurrentBag<Ending>();
        await UntilAsync(TimeSpan.FromSeconds(60), async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 30).Select(async i => endings.Add(await living[i % 3].SpendAsync([budget], Dime, Dime))));
            return await StoredAsync(third, budget) is var (spent, reserved) && spent + reserved > 5 * Dollar - Dime; // what is left would not hold another one
        });
        await done.CancelAsync();
        await watching;
        Assert.DoesNotContain(Ending.Unavailable, endings);
        var open = (await StoredAsync(third, budget)).Reserved; // of the living, whose tasks went away after their intent
        nodes[0].Die();
        nodes[3].Die();
        Node[] again = [await Node.OpenAsync(_address, "gw-1"), await Node.OpenAsync(_address, "gw-4")];
        var (spent, reserved) = await StoredAsync(again[0], budget);
        Assert.True(open > 0 && reserved == 0);
        Assert.InRange(spent, 5 * Dollar - Dime + 1, 5 * Dollar);
        Assert.Empty((await again[0].CheckAsync()).Differences);
        await EndAsync(again);
    }

    [Fact]
    public async Task A_slice_that_nobody_uses_is_given_back_within_seconds()
    {
        var budget = Budget("usd", 100 * Dollar);
        await using var node = await OpenAsync();
        await node.SpendAsync([budget], Dime, Dime);
        Assert.Equal(10 * Dollar - Dime, await IdleAsync());
        await UntilAsync(TimeSpan.FromSeconds(6), async () => await IdleAsync() == 0);
    }

    [Fact]
    public async Task What_another_node_holds_and_does_not_use_refuses_nobody()
    {
        var budget = Budget("usd", Dollar);
        var nodes = await NodesAsync(2);
        Assert.Equal(Ending.Admitted, await nodes[0].SpendAsync([budget], Dime / 10, Dime / 10));
        Assert.True(await IdleAsync() > 0);
        Assert.Equal(Ending.Admitted, await nodes[1].SpendAsync([budget], Dollar - (Dime / 10), Dollar - (Dime / 10)));
        Assert.Equal((Dollar, 0), await StoredAsync(nodes[0], budget));
        await EndAsync(nodes);
    }

    [Fact]
    public async Task A_node_that_was_thought_gone_cannot_spend_what_others_have_got()
    {
        var budget = Budget("usd", 10 * Dollar);
        var nodes = await NodesAsync(2);
        var held = (await nodes[0].Counters.TryTakeAsync([budget], Node.Money(Dime), default)).Take!;
        await ExecuteAsync("UPDATE sallyport.node SET seen_at = seen_at - interval '2 minutes' WHERE name = 'gw-1'");
        await nodes[1].Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), default);
        Assert.Equal(Ending.Admitted, await nodes[1].SpendAsync([budget], 10 * Dollar, 10 * Dollar));

        held.BeginRecording();
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await nodes[0].Audit.AppendAsync(AuditEntry.OfAction(DateTimeOffset.UnixEpoch, "x") with { Type = AuditEntryType.Intent, Charges = held.Charges }, default));
        Assert.False(error.MayBeWritten);
        held.Dispose();
        Assert.Equal((10 * Dollar, 0), await StoredAsync(nodes[1], budget));
        await EndAsync(nodes);
    }

    [Fact]
    public async Task A_node_that_lost_its_slices_gets_new_ones()
    {
        var budget = Budget("usd", 10 * Dollar);
        await using var node = await OpenAsync();
        await node.SpendAsync([budget], Dime, Dime);
        await ExecuteAsync("DELETE FROM sallyport.limit_lease");
        Assert.Equal(Ending.Unavailable, await node.SpendAsync([budget], Dime, Dime));
        var began = Stopwatch.GetTimestamp();
        while (await node.SpendAsync([budget], Dime, Dime) is not Ending.Admitted)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "it never came back");
            await Task.Delay(100);
        }

        Assert.Empty((await node.CheckAsync()).Differences);
    }

    [Fact]
    public async Task Open_exchanges_of_all_nodes_together_stay_within_the_limit()
    {
        var places = new Counter(new LimitRule { Id = "open", Scope = LimitScope.Global, Unit = LimitUnit.Requests, Window = LimitWindow.Open, Most = 7 }, "");
        var nodes = await NodesAsync(3);
        var (open, most, admitted) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            for (var n = 0; n < 5; n++)
            {
                using var take = (await nodes[i % 3].Counters.TryTakeAsync([places], default, default)).Take;
                if (take is null) continue;
                var now = Interlocked.Increment(ref open);
                for (var seen = most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen;) seen = most;
                Interlocked.Increment(ref admitted);
                await Task.Delay(20);
                Interlocked.Decrement(ref open);
            }
        }));
        Assert.InRange(most, 2, 7);
        Assert.True(admitted >= 21, $"only {admitted} came in");
        await EndAsync(nodes);
    }

    /// <summary>B4 with several nodes: the bound grows by what passes within the life of a granted cell.</summary>
    [Fact]
    public async Task B4_a_rate_that_4_nodes_share_is_kept_by_all_together()
    {
        const int Rate = 40, Burst = 10;
        var rate = new Counter(new LimitRule { Id = "rate", Scope = LimitScope.Global, Unit = LimitUnit.Requests, Window = LimitWindow.Second, Most = Rate, Burst = Burst }, "");
        var nodes = await NodesAsync(4);
        var log = new ConcurrentBag<(TimeSpan Before, TimeSpan After)>();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(nodes.SelectMany(node => Enumerable.Repeat(node, 4)).Select(async node =>
        {
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(4))
            {
                var before = Stopwatch.GetElapsedTime(began);
                var result = await node.Counters.TryTakeAsync([rate], new Amounts(1, 0, 0, 0), default);
                if (result.Take is { } take) log.Add((before, Stopwatch.GetElapsedTime(began)));
                else await Task.Delay(result.Refusal!.Wait is { } wait && wait < TimeSpan.FromMilliseconds(5) ? wait : TimeSpan.FromMilliseconds(5));
            }
        }));

        var admitted = log.OrderBy(l => l.After).ToArray();
        for (var first = 0; first < admitted.Length; first++)
        {
            for (var last = first; last < admitted.Length; last++)
            {
                var time = admitted[last].After - admitted[first..(last + 1)].Min(l => l.Before) + LeasedRateState.Life;
                Assert.True(last - first + 1 <= Burst + (time.TotalSeconds * Rate) + 1, $"{last - first + 1} passed in {time}");
            }
        }

        Assert.InRange(admitted.Length, 100, Burst + (5 * Rate)); // most of what may pass does
        await EndAsync(nodes);
    }

    [Fact]
    public async Task A_rate_that_is_used_up_is_refused_with_the_wait()
    {
        var rate = new Counter(new LimitRule { Id = "rate", Scope = LimitScope.Key, Unit = LimitUnit.Tokens, Window = LimitWindow.Minute, Most = 60, Burst = 100 }, "k");
        var nodes = await NodesAsync(2);
        using var take = (await nodes[0].Counters.TryTakeAsync([rate], new Amounts(1, 100, 0, 0), default)).Take;
        Assert.NotNull(take);
        var refusal = (await nodes[1].Counters.TryTakeAsync([rate], new Amounts(1, 20, 0, 0), default)).Refusal;
        Assert.InRange(refusal!.Wait!.Value.TotalSeconds, 15, 20);
        take.Settle(new Amounts(1, 70, 0, 0)); // what is given back is this node's at once
        using var second = (await nodes[0].Counters.TryTakeAsync([rate], new Amounts(1, 20, 0, 0), default)).Take;
        Assert.NotNull(second);
        await EndAsync(nodes);
    }

    [Fact]
    public async Task A_bounded_budget_goes_on_until_its_limit_is_spent()
    {
        var budget = Budget("usd", Dollar, overshoot: 2 * Dollar);
        var nodes = await NodesAsync(2);
        for (var i = 0; i < 10; i++) Assert.Equal(Ending.Admitted, await nodes[i % 2].SpendAsync([budget], 15 * Dime, Dime));
        await Task.Delay(150); // as old as news may be
        Assert.Equal(Ending.Refused, await nodes[0].SpendAsync([budget], 15 * Dime, Dime));
        Assert.Equal(Ending.Refused, await nodes[1].SpendAsync([budget], Dime, Dime));
        await EndAsync(nodes);
    }

    [Fact]
    public async Task Another_attempt_takes_from_what_nodes_share()
    {
        var budget = Budget("usd", Dollar);
        await using var node = await OpenAsync();
        var take = (await node.Counters.TryTakeAsync([budget], Node.Money(Dime), default)).Take!;
        take.BeginRecording();
        var intent = await node.Audit.AppendAsync(AuditEntry.OfAction(DateTimeOffset.UnixEpoch, "x") with { Type = AuditEntryType.Intent, Charges = take.Charges }, default);
        Assert.False(await take.TryExtendAsync(new Amounts(0, 0, 0, Dollar), default));
        Assert.True(await take.TryExtendAsync(new Amounts(0, 0, 0, 8 * Dime), default));
        await node.Audit.AppendAsync(AuditEntry.OfExtension(DateTimeOffset.UnixEpoch, Guid.CreateVersion7(), take.TakeExtension()), default);
        Assert.Equal((8 * Dime, Dime), await StoredAsync(node, budget));
        await node.Audit.AppendAsync(AuditEntry.OfAction(DateTimeOffset.UnixEpoch, "x") with { Type = AuditEntryType.Result, IntentSequence = intent, Charges = take.Settle(Node.Money(2 * Dime)) }, default);
        Assert.Equal((2 * Dime, 0), await StoredAsync(node, budget));
        Assert.Empty((await node.CheckAsync()).Differences);
    }

    private async Task<Node[]> NodesAsync(int count)
    {
        var nodes = new Node[count];
        for (var i = 0; i < count; i++) nodes[i] = await Node.OpenAsync(_address, $"gw-{i + 1}");
        return nodes;
    }

    private static async Task EndAsync(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes) await node.DisposeAsync();
    }

    /// <summary>Looks again and again whether more is out than there is.</summary>
    /// <returns>How often it looked.</returns>
    private async Task<int> WatchAsync(long limit, CancellationToken done)
    {
        var looks = 0;
        await using var connection = await ConnectAsync();
        for (; !done.IsCancellationRequested; looks++)
        {
            var outside = await connection.ScalarAsync("SELECT (spent + reserved + (SELECT coalesce(sum(amount), 0) FROM sallyport.limit_lease l WHERE l.counter = c.counter))::bigint FROM sallyport.limit_counter c", [], default);
            Assert.InRange(outside as long? ?? 0, 0, limit);
        }

        return looks;
    }

    private async Task<long> IdleAsync()
    {
        await using var connection = await ConnectAsync();
        return await connection.ScalarAsync("SELECT coalesce(sum(amount), 0)::bigint FROM sallyport.limit_lease", [], default) as long? ?? 0;
    }

    private static async Task UntilAsync(TimeSpan limit, Func<Task<bool>> isTrue)
    {
        for (var began = Stopwatch.GetTimestamp(); !await isTrue();)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < limit, "it did not come in time");
            await Task.Delay(50);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(sql, [], default);
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(PostgresConnection.Settings(_address).ToString());
        await connection.OpenAsync();
        return connection;
    }
}
