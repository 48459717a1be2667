using System.Diagnostics;
using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Subjects;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

/// <summary>What the stores do while a real server is stopped, frozen, slow, full or read-only. One server of its own; each test leaves it running.</summary>
public sealed class PostgresFaultTests(PostgresFaultTests.OwnServer own) : IClassFixture<PostgresFaultTests.OwnServer>, IAsyncLifetime
{
    private const int ServerConnections = 20;

    /// <summary>The deadline, and room for a machine that is busy with other tests.</summary>
    private static readonly TimeSpan InTime = PostgresDatabase.Deadline + TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    private DatabaseAddress _address = null!;
    private PostgresDatabase _database = null!;
    private PostgresKeyStore _keys = null!;

    public async ValueTask InitializeAsync()
    {
        _address = await own.Server.CreateDatabaseAsync();
        _database = await PostgresDatabase.OpenAsync(_address, 5, default);
        _keys = new PostgresKeyStore(_database);
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }

    [Fact]
    public async Task While_the_server_is_stopped_every_call_fails_in_time_and_once_it_is_back_all_work_by_themselves()
    {
        await own.Server.StopAsync();
        foreach (var (name, call) in Calls()) await AssertFailsInTime(name, call);

        await own.Server.StartAgainAsync();
        await UntilAllWork();
    }

    [Fact]
    public async Task While_the_server_hangs_every_call_fails_in_time_and_once_it_is_back_all_work_by_themselves()
    {
        own.Server.Pause();
        try
        {
            await Task.WhenAll(Calls().Select(c => AssertFailsInTime(c.Name, c.Call)));
        }
        finally
        {
            own.Server.Resume();
        }

        await UntilAllWork();
    }

    [Fact]
    public async Task While_the_server_hangs_even_callers_who_wait_for_a_connection_are_told_in_time()
    {
        own.Server.Pause();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => AssertFailsInTime($"caller {i}", () => _keys.GetRevisionAsync(default).AsTask())));
        }
        finally
        {
            own.Server.Resume();
        }

        await UntilAllWork();
    }

    [Fact]
    public async Task A_restart_costs_at_most_one_failed_call_however_many_connections_were_open()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _database.CallAsync((c, t) => c.ScalarAsync("SELECT pg_sleep(0.3)", [], t), default).AsTask()));
        await own.Server.RestartAsync();

        var failed = 0;
        for (var i = 0; i < 10; i++)
        {
            try
            {
                await _keys.GetRevisionAsync(default);
            }
            catch (StoreUnavailableException)
            {
                failed++;
            }
        }

        Assert.InRange(failed, 0, 1);
    }

    [Fact]
    public async Task A_connection_that_the_server_ends_costs_one_call()
    {
        await _keys.GetRevisionAsync(default);
        await own.Server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_address.Database}'");
        await Record.ExceptionAsync(() => _keys.GetRevisionAsync(default).AsTask());
        Assert.Equal(1, await _keys.GetRevisionAsync(default));
    }

    [Fact]
    public async Task On_a_read_only_server_reads_go_on_and_writes_are_refused_and_say_why()
    {
        var (_, record) = SampleKeys.Make();
        await _keys.TryAddAsync(record, default);
        await own.Server.ExecuteAsync("ALTER SYSTEM SET default_transaction_read_only = on");
        await own.Server.ExecuteAsync("SELECT pg_reload_conf()");
        try
        {
            await Until(async () => await Record.ExceptionAsync(() => _keys.TryReplaceAsync(record with { Version = 2 }, default).AsTask()) is StoreUnavailableException e && e.Message.Contains("read-only", StringComparison.Ordinal));
            Assert.NotNull(await _keys.FindAsync(record.Id, default));
            foreach (var (name, call) in Writes()) Assert.Contains("read-only", (await AssertFailsInTime(name, call)).Message, StringComparison.Ordinal);
        }
        finally
        {
            await own.Server.ExecuteAsync("ALTER SYSTEM RESET default_transaction_read_only");
            await own.Server.ExecuteAsync("SELECT pg_reload_conf()");
        }

        await UntilAllWork();
    }

    [Fact]
    public async Task When_the_server_has_no_connection_left_new_callers_are_refused_and_open_connections_go_on()
    {
        await _keys.GetRevisionAsync(default); // one connection is open now
        var taken = new List<NpgsqlConnection>();
        try
        {
            var full = await Record.ExceptionAsync(async () =>
            {
                for (var i = 0; i <= ServerConnections; i++) taken.Add(await own.Server.ConnectAsync());
            });
            Assert.Equal(PostgresErrorCodes.TooManyConnections, Assert.IsType<PostgresException>(full).SqlState);

            Assert.Equal(1, await _keys.GetRevisionAsync(default));
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresDatabase.OpenAsync(_address, 5, default));
            Assert.Contains("no more connections", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var connection in taken) await connection.DisposeAsync();
        }

        await UntilAllWork();
    }

    [Fact]
    public async Task When_all_own_connections_are_busy_a_caller_waits_for_one_and_no_longer_than_the_deadline()
    {
        var short_ = Enumerable.Range(0, 5).Select(_ => Sleep(2)).ToArray();
        Assert.Equal(1, await _keys.GetRevisionAsync(default));
        await Task.WhenAll(short_);

        var long_ = Enumerable.Range(0, 5).Select(_ => AssertFailsInTime("sleep", () => Sleep(60))).ToArray();
        await AssertFailsInTime("waits", () => _keys.GetRevisionAsync(default).AsTask());
        await Task.WhenAll(long_);
        await UntilAllWork();
    }

    [Fact]
    public async Task A_write_that_waits_too_long_for_a_lock_is_given_up_on_the_server_too_and_leaves_nothing()
    {
        var (_, record) = SampleKeys.Make();
        await using (var other = await own.Server.ConnectAsync(_address.Database))
        {
            await using var transaction = await other.BeginTransactionAsync();
            await other.ExecuteAsync("UPDATE sallyport.key_revision SET value = value", [], default);
            await AssertFailsInTime("add", () => _keys.TryAddAsync(record, default).AsTask());
            Assert.Null(await other.ScalarAsync($"SELECT 1 FROM pg_stat_activity WHERE datname = '{_address.Database}' AND pid <> pg_backend_pid() AND state = 'active'", [], default));
        }

        Assert.Null(await _keys.FindAsync(record.Id, default));
        Assert.True(await _keys.TryAddAsync(record, default));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_told_that_the_store_failed()
    {
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _database.CallAsync((c, t) => c.ScalarAsync("SELECT pg_sleep(60)", [], t), leaving.Token).AsTask());
        await UntilAllWork();
    }

    private Task<object?> Sleep(int seconds) => _database.CallAsync((c, t) => c.ScalarAsync("SELECT pg_sleep($1)::text", [(double)seconds], t), default).AsTask();

    private static async Task<StoreUnavailableException> AssertFailsInTime(string name, Func<Task> call)
    {
        var began = Stopwatch.GetTimestamp();
        var failure = await Record.ExceptionAsync(call);
        Assert.True(failure is StoreUnavailableException, $"{name}: {failure}");
        Assert.True(Stopwatch.GetElapsedTime(began) < InTime, $"{name} took {Stopwatch.GetElapsedTime(began)}");
        return (StoreUnavailableException)failure;
    }

    private Task UntilAllWork() => Until(async () =>
    {
        foreach (var (_, call) in Calls())
        {
            if (await Record.ExceptionAsync(call) is { } failure) return failure is StoreUnavailableException ? false : throw failure;
        }

        return true;
    });

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(50))
            Assert.True(Stopwatch.GetElapsedTime(began) < Recovery, "not within 10 s");
    }

    private (string Name, Func<Task> Call)[] Calls()
    {
        var (responses, reviews, settings) = (new PostgresResponseStore(_database), new PostgresReviewStore(_database), new PostgresSettingStore(_database));
        return
        [
            ("revision", () => _keys.GetRevisionAsync(default).AsTask()),
            ("list keys", () => _keys.ListAsync(default).AsTask()),
            ("find key", () => _keys.FindAsync("0123456789", default).AsTask()),
            ("find response", () => responses.FindAsync("acme", "resp_1", DateTimeOffset.UnixEpoch, default).AsTask()),
            ("list reviews", () => reviews.ListAsync(new ReviewQuery(), default).AsTask()),
            ("find review", () => reviews.FindAsync(Guid.Empty, default).AsTask()),
            ("find subject", () => new PostgresSubjectStore(_database).FindAsync("a", default).AsTask()),
            ("find setting", () => settings.FindAsync("a", default).AsTask()),
            .. Writes(),
        ];
    }

    private (string Name, Func<Task> Call)[] Writes()
    {
        var (responses, reviews, settings) = (new PostgresResponseStore(_database), new PostgresReviewStore(_database), new PostgresSettingStore(_database));
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        return
        [
            ("add key", () => _keys.TryAddAsync(SampleKeys.Make().Record, default).AsTask()),
            ("replace key", () => _keys.TryReplaceAsync(SampleKeys.Make().Record with { Version = 2 }, default).AsTask()),
            ("add response", () => responses.TryAddAsync(new StoredResponse("resp_1", "acme", "k", "u", new byte[1], now, now.AddDays(1)), default).AsTask()),
            ("delete response", () => responses.DeleteAsync("acme", "resp_1", default).AsTask()),
            ("add review", () => reviews.TryAddAsync(new ReviewItem(Guid.CreateVersion7(now), now, "acme", "k", "chat", null, Gateway.Audit.Decision.Redacted, []), default).AsTask()),
            ("resolve review", () => reviews.TryResolveAsync(Guid.Empty, ReviewState.Confirmed, "ann", now, default).AsTask()),
            ("add subject", () => new PostgresSubjectStore(_database).TryAddAsync(new SubjectRow("a", "s_a", new byte[72]), now, default).AsTask()),
            ("remove subject", () => new PostgresSubjectStore(_database).RemoveAsync("a", default).AsTask()),
            ("add setting", () => settings.TryAddAsync("a", new byte[1], default).AsTask()),
        ];
    }

    public sealed class OwnServer : IAsyncLifetime
    {
        public PostgresServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync($"max_connections = {ServerConnections}", "superuser_reserved_connections = 0");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
