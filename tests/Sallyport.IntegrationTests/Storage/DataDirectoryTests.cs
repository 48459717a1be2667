using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;
using Sallyport.Storage.Files;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DataDirectoryTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_first_start_makes_everything_for_its_owner_only()
    {
        var path = _scratch.File("data");
        using (await OpenAsync(path)) { }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        foreach (var file in Directory.GetFiles(path)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(["content.db", StorageSettings.DatabaseFileName, KeyFile.FileName, LogKey.FileName, "subjects.db", "usage.db"], Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_second_start_has_the_same_secrets()
    {
        using var first = await OpenAsync(_scratch.Path);
        using var second = await OpenAsync(_scratch.Path);
        Assert.Equal(first.Installation.Pepper.ToArray(), second.Installation.Pepper.ToArray());
    }

    [Fact]
    public void Many_first_starts_at_once_agree_on_one_key_file()
    {
        var peppers = new string[16];
        Parallel.For(0, peppers.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => peppers[i] = Convert.ToHexString(KeyFile.LoadOrCreate(_scratch.Path).Pepper.Span));
        Assert.Single(peppers.Distinct());
        Assert.Single(Directory.GetFiles(_scratch.Path));
    }

    [Fact]
    public void The_derived_keys_differ_and_are_frozen()
    {
        var keys = InstallationKeys.Derive(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        var all = new[] { keys.Pepper, keys.Pseudonym, keys.Vault, keys.AdminToken, keys.Fingerprint }.Select(k => Convert.ToHexStringLower(k.Span)).ToList();
        Assert.Equal(5, all.Distinct().Count());
        Assert.Equal(FrozenPepper, all[0]);
        Assert.Equal("***", keys.ToString());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_key_file_that_others_may_use_refuses_to_start(UnixFileMode more)
    {
        KeyFile.LoadOrCreate(_scratch.Path);
        File.SetUnixFileMode(_scratch.File(KeyFile.FileName), UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        var refused = await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_scratch.Path));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task A_key_file_of_another_length_refuses_to_start(int length)
    {
        KeyFile.LoadOrCreate(_scratch.Path);
        await File.WriteAllBytesAsync(_scratch.File(KeyFile.FileName), new byte[length]);
        Assert.Contains("32 bytes", (await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_scratch.Path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_of_another_installation_refuses_to_start()
    {
        using (await OpenAsync(_scratch.Path)) { }
        File.Delete(_scratch.File(KeyFile.FileName));
        Assert.Contains("does not belong", (await Assert.ThrowsAsync<InstallationException>(() => OpenAsync(_scratch.Path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_is_refused_and_may_start_when_the_first_has_ended()
    {
        using var second = await OpenAsync(_scratch.Path);
        using (var first = await OpenAsync(_scratch.Path))
        {
            first.LockForServing();
            Assert.Contains("Another Sallyport server", Assert.Throws<InstallationException>(second.LockForServing).Message, StringComparison.Ordinal);
        }

        second.LockForServing();
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        using (var database = new SqliteDatabase(_scratch.File("t.db"))) database.Read(c => c.Execute("PRAGMA user_version = 900"));
        Assert.Contains("schema 900", Assert.Throws<InstallationException>(() => new SqliteDatabase(_scratch.File("t.db"))).Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        SqliteNative.EnsureLoaded();
        using (var connection = new SqliteConnection($"Data Source={_scratch.File("other.db")};Pooling=False"))
        {
            connection.Open();
            connection.Execute("CREATE TABLE theirs (a)");
        }

        Assert.Contains("another program", Assert.Throws<InstallationException>(() => new SqliteDatabase(_scratch.File("other.db"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_that_fails_changes_nothing_and_each_runs_once()
    {
        SqliteNative.EnsureLoaded();
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        (int, string)[] good = [(1, "CREATE TABLE a (x); INSERT INTO a VALUES (1);")];
        SqliteMigrator.Migrate(connection, good);
        Assert.Throws<SqliteException>(() => SqliteMigrator.Migrate(connection, [.. good, (2, "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);")]));
        Assert.Equal(1, connection.Number("PRAGMA user_version"));
        Assert.Equal(0, connection.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"));
        SqliteMigrator.Migrate(connection, [.. good, (2, "CREATE TABLE b (x);")]);
        Assert.Equal((2, 1), ((int)connection.Number("PRAGMA user_version"), (int)connection.Number("SELECT count(*) FROM a")));
    }

    [Fact]
    public void A_missing_library_is_told_with_the_name_of_its_package() =>
        Assert.Contains("apt-get install libsqlite3-0", Assert.Throws<InstallationException>(() => SqliteNative.Load("libnot-there.so.9")).Message, StringComparison.Ordinal);

    private const string FrozenPepper = "7effe91b1040eb0f0214b8c0c25614ac89a89c2687dbaa426c1fe05e2904d831";

    private static Task<DataDirectory> OpenAsync(string path) => DataDirectory.OpenAsync(path, TimeProvider.System, NullLoggerFactory.Instance, default);
}
