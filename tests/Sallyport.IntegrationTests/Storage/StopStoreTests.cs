using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Memory;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class MemoryStopStoreTests : StopStoreContract
{
    protected override IStopStore Store { get; } = new MemoryStopStore();
}

public sealed class SqliteStopStoreTests : StopStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteStopStoreTests() => Store = new SqliteStopStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override IStopStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class PostgresStopStoreTests(SharedPostgres postgres) : StopStoreContract, IAsyncLifetime
{
    private DatabaseAddress _address = null!;
    private PostgresDatabase _database = null!;

    protected override IStopStore Store => new PostgresStopStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(_address = await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }

    /// <summary>Promised: 10 s. The clock of the poll stands still in the first half, so there it is the announcement alone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_switch_that_another_node_sets_is_seen_here_within_ten_seconds_with_and_without_announcements(bool isAnnounced)
    {
        var caller = new Caller(SampleKeys.Make().Record);
        using var here = await PostgresDatabase.OpenAsync(_address, 5, default);
        using var signal = new KeyChangeSignal();
        TimeProvider clock = isAnnounced ? new ManualClock() : TimeProvider.System;
        using var ring = new KeyRing(new PostgresKeyStore(here), clock, NullLogger<KeyRing>.Instance);
        using var board = new StopBoard(new PostgresStopStore(here), InstallationKeys.Derive(new byte[32]), clock, NullLogger<StopBoard>.Instance);
        using var refresher = new KeyRingRefresher(ring, board, signal, clock);
        using var listener = new PostgresKeyListener(_address, signal, TimeProvider.System, NullLogger<PostgresKeyListener>.Instance);
        await refresher.StartAsync(default);
        if (isAnnounced) await listener.StartAsync(default);
        Assert.Null(board.Check(Guid.CreateVersion7(), caller));

        for (var round = 0; round < 3; round++)
        {
            Assert.True(await Store.TrySetAsync(new StopSwitch(StopScope.Key, caller.KeyId, "incident", "ops", 0, "ada", SampleKeys.CreatedAt), default));
            await WithinTenSeconds(() => board.Check(Guid.CreateVersion7(), caller)?.Code == "stopped");
            Assert.True(await Store.TryLiftAsync(StopScope.Key, caller.KeyId, default));
            await WithinTenSeconds(() => board.Check(Guid.CreateVersion7(), caller) is null);
        }

        await listener.StopAsync(default);
        await refresher.StopAsync(default);
    }

    private static async Task WithinTenSeconds(Func<bool> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !holds(); await Task.Delay(5)) Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "not seen within 10 s");
    }
}
