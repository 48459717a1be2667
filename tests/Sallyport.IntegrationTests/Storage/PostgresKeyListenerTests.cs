using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Postgres;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class PostgresKeyListenerTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly ManualClock _clock = new(); // never advanced: the poll finds nothing here
    private readonly KeyChangeSignal _signal = new();
    private DatabaseAddress _address = null!;
    private PostgresDatabase _here = null!, _there = null!;

    public async ValueTask InitializeAsync()
    {
        _address = await postgres.CreateDatabaseAsync();
        _here = await PostgresDatabase.OpenAsync(_address, 5, default);
        _there = await PostgresDatabase.OpenAsync(_address, 5, default);
    }

    public ValueTask DisposeAsync()
    {
        _here.Dispose();
        _there.Dispose();
        _signal.Dispose();
        return default;
    }

    [Fact]
    public async Task A_key_that_another_node_adds_or_revokes_is_known_here_without_the_poll()
    {
        using var ring = new KeyRing(new PostgresKeyStore(_here), _clock, NullLogger<KeyRing>.Instance);
        using var board = new StopBoard(new PostgresStopStore(_here), InstallationKeys.Derive(new byte[32]), _clock, NullLogger<StopBoard>.Instance);
        using var refresher = new KeyRingRefresher(ring, board, _signal, _clock);
        using var listener = new PostgresKeyListener(_address, _signal, TimeProvider.System, NullLogger<PostgresKeyListener>.Instance);
        await refresher.StartAsync(default);
        await listener.StartAsync(default);
        await Listening();

        var elsewhere = new PostgresKeyStore(_there);
        for (var i = 0; i < 5; i++)
        {
            var (key, record) = SampleKeys.Make();
            await elsewhere.TryAddAsync(record, default);
            await Until(() => ring.TryFind(key.Id, out var found) && found is not null);
            await elsewhere.TryReplaceAsync(record with { Version = 2, State = KeyState.Revoked }, default);
            await Until(() => ring.TryFind(key.Id, out var found) && found!.Caller.Key.State == KeyState.Revoked);
        }

        await listener.StopAsync(default);
        await refresher.StopAsync(default);
    }

    [Fact]
    public async Task A_listener_whose_connection_ends_says_so_once_listens_again_and_takes_nothing_for_granted()
    {
        var log = new ListLogger<PostgresKeyListener>();
        using var listener = new PostgresKeyListener(_address, _signal, TimeProvider.System, log);
        await listener.StartAsync(default);
        await Listening();
        await _signal.WaitAsync(default).WaitAsync(TimeSpan.FromSeconds(10)); // the first look after it began to listen

        await (await postgres.ServerAsync()).ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_address.Database}' AND query LIKE 'LISTEN%'");
        await _signal.WaitAsync(default).WaitAsync(TimeSpan.FromSeconds(10)); // what was missed meanwhile is looked for
        await Listening();
        await new PostgresKeyStore(_there).TryAddAsync(SampleKeys.Make().Record, default);
        await _signal.WaitAsync(default).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([10021, 10022], log.Lines.Select(l => l.Id));
        await listener.StopAsync(default);
    }

    private async Task Listening()
    {
        await using var connection = await (await postgres.ServerAsync()).ConnectAsync(_address.Database);
        for (var began = Stopwatch.GetTimestamp(); await connection.ScalarAsync($"SELECT 1 FROM pg_stat_activity WHERE datname = '{_address.Database}' AND query LIKE 'LISTEN%' AND state = 'idle'", [], default) is null; await Task.Delay(20))
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "nobody listens");
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !holds(); await Task.Delay(5))
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "not within 10 s");
    }
}
