using Sallyport.Gateway.Alerts;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every store of alerts promises.</summary>
public abstract class AlertStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected abstract IAlertStore Store { get; }

    [Fact]
    public async Task Of_many_who_raise_the_same_at_once_one_does_and_it_is_never_raised_again()
    {
        var raised = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Store.TryAddAsync(Alert("a"), ["mail", "pager"], default))));
        Assert.Equal(2, Assert.Single(raised, r => r is not null));
        Assert.Null(await Store.TryAddAsync(Alert("a") with { At = Noon.AddDays(1) }, ["mail"], default));
        Assert.True(await Store.ContainsAsync("a", default));
        Assert.False(await Store.ContainsAsync("b", default));
        var listed = Assert.Single(await Store.ListAsync(10, default));
        Assert.Equal(Alert("a"), listed.Alert);
        Assert.Equal([new("mail", DeliveryState.Waiting, 0, Noon), new DeliveryRecord("pager", DeliveryState.Waiting, 0, Noon)], listed.Deliveries);
    }

    [Fact]
    public async Task A_delivery_is_one_nodes_until_its_lease_is_over_and_done_when_it_ended()
    {
        await Store.TryAddAsync(Alert("a"), ["mail", "pager"], default);
        Assert.Equal([new AlertDelivery(Alert("a"), "mail", 0)], await Store.ClaimAsync("mail", "one", 8, Noon, Lease, default));
        Assert.Empty(await Store.ClaimAsync("mail", "two", 8, Noon + Lease - TimeSpan.FromSeconds(1), Lease, default));
        Assert.Equal([new AlertDelivery(Alert("a"), "mail", 1)], await Store.ClaimAsync("mail", "two", 8, Noon + Lease, Lease, default)); // one died
        Assert.False(await Store.EndAsync("a", "mail", "one", DeliveryState.Delivered, Noon, default)); // or was slow
        Assert.False(await Store.PostponeAsync("a", "mail", "one", Noon, default));
        Assert.True(await Store.EndAsync("a", "mail", "two", DeliveryState.Delivered, Noon.AddMinutes(1), default));
        Assert.Empty(await Store.ClaimAsync("mail", "two", 8, Noon.AddDays(1), Lease, default));
        Assert.Single(await Store.ClaimAsync("pager", "one", 8, Noon, Lease, default)); // another channel knows nothing of it
        Assert.Equal(new DeliveryRecord("mail", DeliveryState.Delivered, 2, Noon.AddMinutes(1)), (await Store.ListAsync(1, default)).Single().Deliveries[0]);
    }

    [Fact]
    public async Task A_postponed_delivery_is_due_again_then_for_anybody_and_one_given_up_never()
    {
        await Store.TryAddAsync(Alert("a"), ["mail"], default);
        await Store.ClaimAsync("mail", "one", 8, Noon, Lease, default);
        Assert.True(await Store.PostponeAsync("a", "mail", "one", Noon.AddMinutes(5), default));
        Assert.Empty(await Store.ClaimAsync("mail", "two", 8, Noon.AddMinutes(4), Lease, default));
        Assert.Single(await Store.ClaimAsync("mail", "two", 8, Noon.AddMinutes(5), Lease, default));
        Assert.True(await Store.EndAsync("a", "mail", "two", DeliveryState.GivenUp, Noon.AddMinutes(6), default));
        Assert.Empty(await Store.ClaimAsync("mail", "two", 8, Noon.AddDays(2), Lease, default));
    }

    [Fact]
    public async Task No_delivery_is_taken_by_two_nodes_at_once()
    {
        for (var i = 0; i < 40; i++) await Store.TryAddAsync(Alert("a" + i), ["mail"], default);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () => await Store.ClaimAsync("mail", "node" + n, 8, Noon, Lease, default))));
        var ids = taken.SelectMany(t => t.Select(d => d.Alert.Id)).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(40, ids.Length + (await Store.ClaimAsync("mail", "last", 100, Noon, Lease, default)).Count);
    }

    [Fact]
    public async Task The_queue_of_a_channel_is_bounded_and_what_does_not_fit_is_remembered_all_the_same()
    {
        for (var i = 0; i < IAlertStore.MostWaiting; i++) Assert.Equal(1, await Store.TryAddAsync(Alert("a" + i), ["mail"], default));
        Assert.Equal(1, await Store.TryAddAsync(Alert("more"), ["mail", "pager"], default)); // the pager has room
        Assert.True(await Store.ContainsAsync("more", default));
        Assert.Equal("pager", Assert.Single((await Store.ListAsync(1_000, default)).Single(a => a.Alert.Id == "more").Deliveries).Channel);
    }

    [Fact]
    public async Task Only_what_need_not_be_remembered_any_more_is_forgotten()
    {
        await Store.TryAddAsync(Alert("old"), ["mail"], default);
        await Store.TryAddAsync(Alert("ever") with { KeepUntil = null }, [], default);
        Assert.Equal(0, await Store.PruneAsync(Noon.AddDays(35), default));
        Assert.Equal(1, await Store.PruneAsync(Noon.AddDays(35).AddMicroseconds(1), default));
        Assert.False(await Store.ContainsAsync("old", default));
        Assert.True(await Store.ContainsAsync("ever", default));
        Assert.Empty(await Store.ClaimAsync("mail", "one", 8, Noon.AddDays(40), Lease, default));
    }

    private static Alert Alert(string id) => new(id, "budget/é", AlertKind.Budget, AlertSeverity.Warning, Noon, "Budget é: 80 % reached", """{"percent":80}""", Noon.AddDays(35));
}
