using Sallyport.Gateway.Admission.Stops;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every store of switches promises.</summary>
public abstract class StopStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StopSwitch Team = new(StopScope.Team, "acme/résearch", "incident", "ops@example.com", 0, "ada", Noon);

    protected abstract IStopStore Store { get; }

    [Fact]
    public async Task A_switch_comes_back_as_it_was_set_oldest_first()
    {
        Assert.Empty(await Store.ListAsync(default));
        var everything = new StopSwitch(StopScope.Everything, "", "maintenance", "the desk", 0, "system", Noon.AddMicroseconds(1));
        Assert.True(await Store.TrySetAsync(everything, default));
        Assert.True(await Store.TrySetAsync(Team, default));
        Assert.Equal([Team, everything], await Store.ListAsync(default));
    }

    [Fact]
    public async Task What_is_stopped_in_full_is_not_set_again_and_what_is_on_its_way_back_is()
    {
        Assert.True(await Store.TrySetAsync(Team, default));
        Assert.False(await Store.TrySetAsync(Team with { Reason = "abuse" }, default));
        Assert.Equal([Team], await Store.ListAsync(default));
        Assert.True(await Store.TryShareAsync(Team.Scope, Team.Holder, 10, default));
        Assert.Equal([Team with { Share = 10 }], await Store.ListAsync(default));
        Assert.True(await Store.TrySetAsync(Team with { Reason = "abuse", SetAt = Noon.AddHours(1) }, default));
        Assert.Equal([Team with { Reason = "abuse", SetAt = Noon.AddHours(1) }], await Store.ListAsync(default));
    }

    [Fact]
    public async Task Only_the_switch_that_is_named_is_lifted()
    {
        await Store.TrySetAsync(Team, default);
        Assert.False(await Store.TryLiftAsync(StopScope.Application, Team.Holder, default));
        Assert.False(await Store.TryLiftAsync(Team.Scope, "acme", default));
        Assert.False(await Store.TryShareAsync(Team.Scope, "acme", 10, default));
        Assert.True(await Store.TryLiftAsync(Team.Scope, Team.Holder, default));
        Assert.False(await Store.TryLiftAsync(Team.Scope, Team.Holder, default));
        Assert.Empty(await Store.ListAsync(default));
    }

    [Fact]
    public async Task Of_many_who_set_the_same_switch_at_once_one_sets_it()
    {
        var set = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Store.TrySetAsync(Team, default))));
        Assert.Single(set, s => s);
    }
}
