using Sallyport.Gateway.Authentication;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every key store promises.</summary>
public abstract class KeyStoreContract
{
    protected abstract IKeyStore Store { get; }

    [Fact]
    public async Task A_key_comes_back_as_it_was()
    {
        var (_, record) = SampleKeys.Make();
        record = record with
        {
            ExpiresAt = SampleKeys.CreatedAt.AddDays(90),
            Tier = "pro",
            Secrets = [record.Secrets[0], record.Secrets[0] with { NotAfter = SampleKeys.CreatedAt.AddDays(1) }],
        };
        Assert.True(await Store.TryAddAsync(record, default));
        AssertSame(record, await Store.FindAsync(record.Id, default));
        AssertSame(record, Assert.Single(await Store.ListAsync(default)));
    }

    [Fact]
    public async Task Null_parts_stay_null()
    {
        var (_, record) = SampleKeys.Make();
        record = record with { Purpose = null, Owner = new KeyOwner("acme", null, null, null), Scopes = KeyScopes.Default };
        await Store.TryAddAsync(record, default);
        AssertSame(record, await Store.FindAsync(record.Id, default));
    }

    [Fact]
    public async Task An_unknown_id_is_null() => Assert.Null(await Store.FindAsync("0123456789", default));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    [InlineData("\udc00\ud800")]
    public async Task An_id_that_no_database_can_hold_is_unknown(string id) => Assert.Null(await Store.FindAsync(id, default));

    [Fact]
    public async Task An_id_is_taken_once()
    {
        var (_, record) = SampleKeys.Make();
        Assert.True(await Store.TryAddAsync(record, default));
        Assert.False(await Store.TryAddAsync(record with { Name = "other" }, default));
        Assert.Equal("helpdesk", (await Store.FindAsync(record.Id, default))!.Name);
    }

    [Fact]
    public async Task A_list_is_by_creation()
    {
        for (var i = 5; i > 0; i--) await Store.TryAddAsync(SampleKeys.Make($"key {i}", SampleKeys.CreatedAt.AddMinutes(i)).Record, default);
        Assert.Equal(["key 1", "key 2", "key 3", "key 4", "key 5"], (await Store.ListAsync(default)).Select(k => k.Name));
    }

    [Fact]
    public async Task A_writer_that_read_an_older_version_loses()
    {
        var (_, record) = SampleKeys.Make();
        await Store.TryAddAsync(record, default);
        Assert.True(await Store.TryReplaceAsync(record with { Version = 2, State = KeyState.Revoked, Secrets = [] }, default));
        Assert.False(await Store.TryReplaceAsync(record with { Version = 2, Name = "late" }, default));
        Assert.False(await Store.TryReplaceAsync(SampleKeys.Make().Record with { Version = 2 }, default));
        var stored = await Store.FindAsync(record.Id, default);
        Assert.Equal((KeyState.Revoked, "helpdesk", 0), (stored!.State, stored.Name, stored.Secrets.Count));
    }

    [Fact]
    public async Task Of_many_writers_of_one_version_exactly_one_wins()
    {
        var (_, record) = SampleKeys.Make();
        await Store.TryAddAsync(record, default);
        var wins = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await Store.TryReplaceAsync(record with { Version = 2, Name = $"writer {i}" }, default))));
        Assert.Single(wins, won => won);
    }

    [Fact]
    public async Task The_revision_grows_with_each_change_and_with_nothing_else()
    {
        var (_, record) = SampleKeys.Make();
        var before = await Store.GetRevisionAsync(default);
        await Store.TryAddAsync(record, default);
        var added = await Store.GetRevisionAsync(default);
        await Store.TryReplaceAsync(record with { Version = 2 }, default);
        var replaced = await Store.GetRevisionAsync(default);
        await Store.TryReplaceAsync(record with { Version = 2 }, default);
        await Store.TryAddAsync(record, default);
        await Store.ListAsync(default);
        Assert.True(before < added && added < replaced);
        Assert.Equal(replaced, await Store.GetRevisionAsync(default));
    }

    [Fact]
    public async Task Many_changes_at_once_each_count()
    {
        var before = await Store.GetRevisionAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => Assert.True(await Store.TryAddAsync(SampleKeys.Make($"key {i}").Record, default)))));
        Assert.Equal(20, (await Store.ListAsync(default)).Count);
        Assert.True(await Store.GetRevisionAsync(default) >= before + 20);
    }

    private static void AssertSame(VirtualKeyRecord expected, VirtualKeyRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Scopes.Models, actual.Scopes.Models);
        Assert.Equal(expected.Scopes.Upstreams, actual.Scopes.Upstreams);
        Assert.Equal(expected.Secrets.Count, actual.Secrets.Count);
        foreach (var (a, b) in expected.Secrets.Zip(actual.Secrets)) Assert.Equal((Convert.ToHexString(a.Hash.Span), a.CreatedAt, a.NotAfter), (Convert.ToHexString(b.Hash.Span), b.CreatedAt, b.NotAfter));
        var scopes = actual.Scopes with { Models = expected.Scopes.Models, Upstreams = expected.Scopes.Upstreams };
        Assert.Equal(expected, actual with { Scopes = scopes with { }, Secrets = expected.Secrets });
    }
}
