using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;
using Sallyport.Storage.Files;
using Sallyport.Storage.Postgres;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

/// <summary>Starts on a PostgreSQL database: the first, the next node's, and those that must be refused.</summary>
public sealed class PostgresInstallationTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly ScratchDirectory _first = new(), _second = new();
    private PostgresServer _server = null!;
    private DatabaseAddress _address = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await postgres.ServerAsync();
        _address = await postgres.CreateDatabaseAsync();
    }

    public ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        return default;
    }

    [Fact]
    public async Task Two_nodes_with_one_key_file_see_each_others_keys_and_keep_no_database_of_their_own()
    {
        using var here = await OpenAsync(_first);
        File.Copy(_first.File(KeyFile.FileName), _second.File(KeyFile.FileName));
        using var there = await OpenAsync(_second);
        var (_, record) = SampleKeys.Make();
        await here.Keys.TryAddAsync(record, default);

        Assert.Equal(record.Name, (await there.Keys.FindAsync(record.Id, default))!.Name);
        Assert.Equal(here.Installation.Pepper.ToArray(), there.Installation.Pepper.ToArray());
        Assert.Equal([KeyFile.FileName], Directory.GetFiles(_second.Path).Select(Path.GetFileName));
        here.LockForServing();
        there.LockForServing(); // a directory each: they do not exclude each other
    }

    [Fact]
    public async Task A_node_with_another_key_file_is_refused_and_told_what_to_do()
    {
        using (await OpenAsync(_first)) { }
        var refused = await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_second));
        Assert.Contains("All nodes need the same key file", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_second.Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_nodes_that_start_at_once_on_an_empty_database_all_start()
    {
        KeyFile.LoadOrCreate(_first.Path);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => OpenAsync(_first))));
        Assert.All(nodes, n => Assert.NotNull(n.Keys));
        foreach (var node in nodes) node.Dispose();
    }

    [Fact]
    public async Task A_start_prints_where_the_database_is_and_no_password()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SALLYPORT_DATABASE_URL"] = _server.UrlOf(_address) };
        await using var server = await ServerProcess.StartAsync(new ServerProcessOptions { Environment = environment });
        for (var waited = 0; waited < 200 && !server.StandardOutput.Contains(_address.Database, StringComparison.Ordinal); waited++) await Task.Delay(50); // it is ready a moment before it says so
        Assert.Contains(_address.Database, server.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain(_address.Password!.Reveal(), server.StandardOutput + server.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        using (await OpenAsync(_first)) { }
        await _server.ExecuteAsync("UPDATE sallyport.schema_version SET version = 900", _address.Database);
        Assert.Contains("schema 900", (await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_first))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_another_program_is_refused_and_left_alone()
    {
        await _server.ExecuteAsync("CREATE SCHEMA sallyport; CREATE TABLE sallyport.theirs (a int)", _address.Database);
        Assert.Contains("another program", (await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_first))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        await _server.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        Assert.Contains("ENCODING 'UTF8'", (await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_first, _address with { Database = "latin" }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_rights_needs_a_schema_of_its_own_and_nothing_more()
    {
        await _server.ExecuteAsync($"CREATE ROLE plain_{_address.Database} LOGIN PASSWORD 'plain-password'; REVOKE ALL ON DATABASE {_address.Database} FROM PUBLIC; GRANT CONNECT ON DATABASE {_address.Database} TO plain_{_address.Database}");
        var plain = _address with { User = "plain_" + _address.Database, Password = new Secret("plain-password") };
        Assert.Contains("own the schema sallyport", (await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(_first, plain))).Message, StringComparison.Ordinal);

        await _server.ExecuteAsync($"CREATE SCHEMA sallyport AUTHORIZATION {plain.User}", _address.Database);
        using var data = await OpenAsync(_first, plain);
        Assert.True(await data.Keys.TryAddAsync(SampleKeys.Make().Record, default));
    }

    [Fact]
    public async Task A_wrong_password_or_database_or_port_is_told_in_words_without_the_password()
    {
        var wrong = new Secret("not-the-password");
        foreach (var (address, words) in new[]
        {
            (_address with { Password = wrong }, "refuses this user or password"),
            (_address with { Database = "nowhere" }, "no database of this name"),
            (_address with { Port = 1, Password = wrong }, "cannot be reached"),
        })
        {
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync(_first, address));
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("not-the-password", refused.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing_and_each_runs_once()
    {
        await using var connection = await _server.ConnectAsync(_address.Database);
        (int, string)[] good = [(1, "CREATE TABLE sallyport.a (x int); INSERT INTO sallyport.a VALUES (1)")];
        Assert.True(await PostgresMigrator.MigrateAsync(connection, good, default));
        Assert.False(await PostgresMigrator.MigrateAsync(connection, good, default));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => PostgresMigrator.MigrateAsync(connection, [.. good, (2, "CREATE TABLE sallyport.b (x int); INSERT INTO nowhere VALUES (1)")], default));
        Assert.Equal(1, await connection.ScalarAsync("SELECT version FROM sallyport.schema_version", [], default));
        Assert.Null(await connection.ScalarAsync("SELECT to_regclass('sallyport.b')::text", [], default));
        Assert.True(await PostgresMigrator.MigrateAsync(connection, [.. good, (2, "CREATE TABLE sallyport.b (x int)")], default));
        Assert.Equal((2, 1L), ((int)(await connection.ScalarAsync("SELECT version FROM sallyport.schema_version", [], default))!, (long)(await connection.ScalarAsync("SELECT count(*) FROM sallyport.a", [], default))!));
    }

    [Fact]
    public async Task No_statement_depends_on_the_search_path()
    {
        await _server.ExecuteAsync($"CREATE SCHEMA trap; CREATE TABLE trap.virtual_key (a int); ALTER DATABASE {_address.Database} SET search_path = trap", _address.Database);
        using var data = await OpenAsync(_first);
        Assert.True(await data.Keys.TryAddAsync(SampleKeys.Make().Record, default));
        Assert.Single(await data.Keys.ListAsync(default));
    }

    private Task<DataDirectory> OpenAsync(ScratchDirectory directory, DatabaseAddress? address = null) =>
        DataDirectory.OpenAsync(new StorageSettings(directory.Path, address ?? _address, 3), TimeProvider.System, NullLoggerFactory.Instance, default);
}
