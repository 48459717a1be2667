using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Storage;
using Sallyport.Storage.Moving;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class MoveTests(SharedPostgres postgres)
{
    /// <summary>What is not copied, and why.</summary>
    private static readonly Dictionary<string, string> NotCopied = new(StringComparer.Ordinal)
    {
        ["key_revision"] = "counts changes of one database",
        ["leaf_block"] = "an index of times that PostgreSQL has of its own",
        ["leaf_state"] = "a mark of one database; the move closes what is open",
    };

    [Fact]
    public async Task Everything_arrives_and_the_log_verifies()
    {
        using var scratch = new ScratchDirectory();
        var target = await postgres.CreateDatabaseAsync();
        var now = TimeProvider.System.GetUtcNow();
        now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var (_, key) = SampleKeys.Make();
        var review = new ReviewItem(Guid.CreateVersion7(now), now, "acme", "k", "chat_completions", "gpt-4o", Decision.Blocked, [new FindingCount("link", "response", "block", 1)]);
        StoredLeaf[] leaves;
        string reference;
        using (var source = await DataDirectory.OpenAsync(scratch.Path, TimeProvider.System, NullLoggerFactory.Instance, default))
        {
            await source.Keys.TryAddAsync(key, default);
            await source.Reviews.TryAddAsync(review, default);
            await source.Responses.TryAddAsync(new("resp_1", "acme", "k", "openai", new byte[] { 1, 2 }, now, now.AddDays(1)), default);
            await source.Settings.TryAddAsync("a", new byte[] { 7 }, default);
            var subject = await source.Subjects.GetAsync("user:acme/ada", default);
            reference = subject.Reference;
            for (var i = 0; i < 500; i++)
                await source.Audit.AppendAsync(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(now), At = now, KeyId = "k", User = "ada", Subject = subject }, default);
        }

        var (code, output, error) = await VerbAsync(scratch.Path, await postgres.ServerAsync(), target);
        Assert.True(code == 0, output + error);
        Assert.Contains("target: 501 leaves", output, StringComparison.Ordinal);

        using (var source = await DataDirectory.OpenAsync(scratch.Path, TimeProvider.System, NullLoggerFactory.Instance, default)) leaves = [.. await source.Ledger.ReadAsync(0, 501, default)];
        using var data = await DataDirectory.OpenAsync(new StorageSettings(scratch.Path, target), TimeProvider.System, NullLoggerFactory.Instance, default);
        var arrived = await data.Ledger.ReadAsync(0, 10_000, default);
        Assert.Equal(leaves.Select(l => Convert.ToHexString(l.Json.Span)), arrived.Select(l => Convert.ToHexString(l.Json.Span)));
        Assert.Equal(501, await data.Audit.AppendAsync(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(now), At = now }, default));
        Assert.Equivalent(key with { Secrets = [] }, (await data.Keys.FindAsync(key.Id, default))! with { Secrets = [] }, strict: true);
        Assert.Equal(key.Secrets[0].Hash.ToArray(), (await data.Keys.FindAsync(key.Id, default))!.Secrets[0].Hash.ToArray());
        Assert.Equivalent(review, await data.Reviews.FindAsync(review.ExchangeId, default), strict: true);
        Assert.Equal(new byte[] { 1, 2 }, (await data.Responses.FindAsync("acme", "resp_1", now, default))!.PlaceholderMap.ToArray());
        Assert.Equal(new byte[] { 7 }, await data.Settings.FindAsync("a", default));
        Assert.Equal("ada", arrived[^1].Read().Person(data.Ledger.Origin, (await data.Subjects.FindAsync(reference, default))!)!.User);
    }

    [Fact]
    public async Task A_target_that_holds_a_log_is_refused_and_left_alone()
    {
        using var scratch = new ScratchDirectory();
        using (await DataDirectory.OpenAsync(scratch.Path, TimeProvider.System, NullLoggerFactory.Instance, default)) { }
        var target = await postgres.CreateDatabaseAsync();
        using (await DataDirectory.OpenAsync(new StorageSettings(scratch.Path, target), TimeProvider.System, NullLoggerFactory.Instance, default)) { }
        var refused = await Assert.ThrowsAsync<InstallationException>(() => InstallationMove.RunAsync(scratch.Path, target, null, default));
        Assert.Contains("already holds a log", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_table_is_copied_or_has_a_reason_not_to_be()
    {
        using var scratch = new ScratchDirectory();
        using var database = new SqliteDatabase(scratch.File("t.db"));
        var tables = database.Read(connection =>
        {
            using var command = connection.Command("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
            using var row = command.ExecuteReader();
            var names = new List<string>();
            while (row.Read()) names.Add(row.GetString(0));
            return names;
        });
        var copied = File.ReadAllText(Repository.Combine("src", "Sallyport.Storage", "Moving", "InstallationMove.cs"));
        Assert.DoesNotContain(tables, t => !NotCopied.ContainsKey(t) && !copied.Contains($" FROM {t}", StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> VerbAsync(string directory, PostgresServer server, DatabaseAddress target) =>
        await ServerProcess.RunVerbAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["SALLYPORT_DATA_DIR"] = directory, ["SALLYPORT_DATABASE_URL"] = server.UrlOf(target) }, "move");
}
