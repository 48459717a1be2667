using Sallyport.Gateway.Routing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every response store promises.</summary>
public abstract class ResponseStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IResponseStore Store { get; }

    [Fact]
    public async Task An_object_comes_back_as_it_was()
    {
        var response = Response();
        Assert.True(await Store.TryAddAsync(response, default));
        var found = await Store.FindAsync("acme", "resp_1", Noon, default);
        Assert.Equal(response.PlaceholderMap.ToArray(), found!.PlaceholderMap.ToArray());
        Assert.Equal(response, found with { PlaceholderMap = response.PlaceholderMap });
    }

    [Fact]
    public async Task Another_organization_can_neither_find_nor_delete_nor_take_over_an_object()
    {
        await Store.TryAddAsync(Response(), default);
        Assert.Null(await Store.FindAsync("evil", "resp_1", Noon, default));
        Assert.False(await Store.DeleteAsync("evil", "resp_1", default));
        Assert.True(await Store.TryAddAsync(Response() with { Organization = "evil", Upstream = "elsewhere" }, default));
        Assert.Equal("openai-eu", (await Store.FindAsync("acme", "resp_1", Noon, default))!.Upstream);
    }

    [Fact]
    public async Task An_id_is_taken_once_in_an_organization()
    {
        await Store.TryAddAsync(Response(), default);
        Assert.False(await Store.TryAddAsync(Response() with { KeyId = "other" }, default));
        Assert.Equal("k", (await Store.FindAsync("acme", "resp_1", Noon, default))!.KeyId);
    }

    [Fact]
    public async Task A_deleted_object_is_gone()
    {
        await Store.TryAddAsync(Response(), default);
        Assert.True(await Store.DeleteAsync("acme", "resp_1", default));
        Assert.Null(await Store.FindAsync("acme", "resp_1", Noon, default));
        Assert.False(await Store.DeleteAsync("acme", "resp_1", default));
    }

    [Fact]
    public async Task An_expired_object_is_not_found_and_its_id_is_free_again()
    {
        await Store.TryAddAsync(Response(), default);
        Assert.NotNull(await Store.FindAsync("acme", "resp_1", Noon.AddDays(30).AddTicks(-10), default));
        Assert.Null(await Store.FindAsync("acme", "resp_1", Noon.AddDays(30), default));
        Assert.True(await Store.TryAddAsync(Response() with { CreatedAt = Noon.AddDays(30), ExpiresAt = Noon.AddDays(60) }, default));
    }

    [Theory]
    [InlineData("resp_\0")]
    [InlineData("\ud800")]
    public async Task An_id_that_no_database_can_hold_is_simply_not_there(string id)
    {
        await Store.TryAddAsync(Response(), default);
        Assert.Null(await Store.FindAsync("acme", id, Noon, default));
        Assert.False(await Store.DeleteAsync("acme", id, default));
    }

    [Fact]
    public async Task An_addition_makes_room_by_removing_what_has_expired()
    {
        for (var i = 0; i < 5; i++) Assert.True(await Store.TryAddAsync(Response() with { Id = $"resp_{i}" }, default));
        await Store.TryAddAsync(Response() with { Id = "resp_new", CreatedAt = Noon.AddDays(30), ExpiresAt = Noon.AddDays(60) }, default);
        for (var i = 0; i < 5; i++) Assert.Null(await Store.FindAsync("acme", $"resp_{i}", Noon, default)); // even if time were asked for that has passed
    }

    private static StoredResponse Response() => new("resp_1", "acme", "k", "openai-eu", new byte[] { 1, 2, 3 }, Noon, Noon.AddDays(30));
}
