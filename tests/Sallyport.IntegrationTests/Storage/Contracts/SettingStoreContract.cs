using Sallyport.Gateway.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every setting store promises.</summary>
public abstract class SettingStoreContract
{
    protected abstract ISettingStore Store { get; }

    [Fact]
    public async Task A_value_is_set_once_and_stays()
    {
        Assert.Null(await Store.FindAsync("a", default));
        Assert.True(await Store.TryAddAsync("a", new byte[] { 1 }, default));
        Assert.False(await Store.TryAddAsync("a", new byte[] { 2 }, default));
        Assert.Equal([1], await Store.FindAsync("a", default));
        Assert.Null(await Store.FindAsync("b", default));
    }

    [Fact]
    public async Task A_value_can_be_set_anew()
    {
        await Store.SetAsync("a", new byte[] { 1 }, default);
        await Store.SetAsync("a", new byte[] { 2, 3 }, default);
        Assert.Equal([2, 3], await Store.FindAsync("a", default));
    }
}
