using Sallyport.Gateway.Audit.Export;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every store of export cursors promises.</summary>
public abstract class ExportCursorStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected abstract IExportCursorStore Store { get; }

    [Fact]
    public async Task A_new_export_has_no_cursor_and_then_the_one_that_was_stored()
    {
        Assert.Equal(new ExportHold(true, null), await Store.HoldAsync("siem", "a", Now, Lease, default));
        Assert.True(await Store.MoveAsync("siem", "a", 7, Now, Lease, default));
        Assert.Equal(new ExportHold(true, 7), await Store.HoldAsync("siem", "a", Now, Lease, default));
        Assert.Equal(new ExportHold(true, null), await Store.HoldAsync("other", "a", Now, Lease, default));
    }

    [Fact]
    public async Task Another_gateway_gets_it_only_when_the_lease_is_over_or_given_back()
    {
        await Store.HoldAsync("siem", "a", Now, Lease, default);
        await Store.MoveAsync("siem", "a", 7, Now + TimeSpan.FromSeconds(20), Lease, default); // renews
        Assert.False((await Store.HoldAsync("siem", "b", Now + TimeSpan.FromSeconds(40), Lease, default)).IsHeld);
        Assert.Equal(new ExportHold(true, 7), await Store.HoldAsync("siem", "b", Now + TimeSpan.FromSeconds(50), Lease, default));
        await Store.ReleaseAsync("siem", "a", default); // it is no longer a's to give
        Assert.False((await Store.HoldAsync("siem", "a", Now + TimeSpan.FromSeconds(51), Lease, default)).IsHeld);
        await Store.ReleaseAsync("siem", "b", default);
        Assert.Equal(new ExportHold(true, 7), await Store.HoldAsync("siem", "a", Now + TimeSpan.FromSeconds(51), Lease, default));
    }

    [Fact]
    public async Task A_gateway_that_lost_it_cannot_move_the_cursor()
    {
        await Store.HoldAsync("siem", "a", Now, Lease, default);
        await Store.HoldAsync("siem", "b", Now + Lease, Lease, default);
        Assert.False(await Store.MoveAsync("siem", "a", 9, Now + Lease, Lease, default));
        Assert.True(await Store.MoveAsync("siem", "b", 3, Now + Lease, Lease, default));
        Assert.Equal(new ExportHold(true, 3), await Store.HoldAsync("siem", "b", Now + Lease, Lease, default));
    }
}
