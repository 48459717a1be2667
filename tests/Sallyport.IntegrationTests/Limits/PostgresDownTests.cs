using System.Diagnostics;
using Sallyport.Gateway.Authentication;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>B5: what limits do while the shared store is stopped, and after it. A server of its own.</summary>
public sealed class PostgresDownTests(PostgresDownTests.OwnServer own) : IClassFixture<PostgresDownTests.OwnServer>
{
    private const long Dollar = LimitStoreContract.Dollar, Dime = LimitStoreContract.Dime;

    [Fact]
    public async Task A_node_spends_what_it_holds_and_then_refuses_until_the_store_is_back()
    {
        var budget = LimitStoreContract.Budget("usd", 10 * Dollar);
        var node = await Node.OpenAsync(await own.Server.CreateDatabaseAsync(), "gw-1");
        var first = (await node.Counters.TryTakeAsync([budget], Node.Money(Dime), default)).Take!;
        await own.Server.StopAsync();
        try
        {
            for (var i = 0; i < 9; i++) // a slice is a dollar
            {
                var task = node.Counters.TryTakeAsync([budget], Node.Money(Dime), default);
                Assert.True(task.IsCompletedSuccessfully);
                (await task).Take!.SettleUnrecorded(Node.Money(Dime));
            }

            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await node.Counters.TryTakeAsync([budget], Node.Money(Dime), default).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        }
        finally
        {
            await own.Server.StartAgainAsync();
        }

        first.Release();
        await UntilAsync(async () => await node.SpendAsync([budget], Dime, Dime) is Ending.Admitted);
        Assert.Equal(9 * Dime, Assert.Single(node.Counters.Unrecorded()).Spent);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task B5_a_restart_of_the_store_under_load_loses_no_budget_and_overspends_none()
    {
        const long Cent = Dollar / 100;
        var address = await own.Server.CreateDatabaseAsync();
        var budget = LimitStoreContract.Budget("usd", 5 * Dollar);
        var nodes = new Node[4];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = await Node.OpenAsync(address, $"gw-{i + 1}");
        using var done = new CancellationTokenSource();
        var (admitted, unavailable) = (0, 0);
        var load = nodes.SelectMany(n => Enumerable.Repeat(n, 3)).Select(async node =>
        {
            while (!done.IsCancellationRequested)
            {
                var ending = await node.SpendAsync([budget], Cent, Cent);
                if (ending is Ending.Admitted) Interlocked.Increment(ref admitted);
                if (ending is Ending.Unavailable) Interlocked.Increment(ref unavailable);
                await Task.Delay(ending is Ending.Admitted ? 20 : 100);
            }
        }).ToArray();

        await UntilAsync(() => Task.FromResult(Volatile.Read(ref admitted) > 50));
        await own.Server.RestartAsync();
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref unavailable) > 0));
        await UntilAsync(async () => (await LimitStoreContract.StoredAsync(nodes[0], budget)) is var (spent, reserved) && spent + reserved == 5 * Dollar);
        await done.CancelAsync();
        await Task.WhenAll(load);
        foreach (var node in nodes) await node.DisposeAsync();

        for (var i = 0; i < nodes.Length; i++) nodes[i] = await Node.OpenAsync(address, $"gw-{i + 1}");
        Assert.Equal((5 * Dollar, 0), await LimitStoreContract.StoredAsync(nodes[0], budget));
        Assert.InRange(admitted, 1, 500); // those of which the answer was lost are charged as well
        Assert.Empty((await nodes[0].CheckAsync()).Differences);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                if (await isTrue()) return;
            }
            catch (StoreUnavailableException)
            {
                // it is starting
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(90), "it did not come in time");
            await Task.Delay(100);
        }
    }

    public sealed class OwnServer : IAsyncLifetime
    {
        public PostgresServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync("max_connections = 100");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
