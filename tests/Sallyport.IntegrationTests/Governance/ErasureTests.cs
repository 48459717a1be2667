using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Governance;
using Sallyport.IntegrationTests.Storage;
using Xunit;

namespace Sallyport.IntegrationTests.Governance;

/// <summary>A9: after a subject is erased, no stored byte tells who it was, and the log still verifies.</summary>
public sealed class ErasureTests(SharedPostgres postgres)
{
    private const string User = "ada-lovelace-7f3a9c", Subject = "user:acme/" + User;

    [Fact]
    public async Task After_erasure_no_file_holds_the_name_or_the_wrapped_key_and_the_log_still_verifies()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        var (reference, wrapped) = await FillAsync(gateway, () => Task.FromResult(WrappedIn(gateway)));
        Assert.NotEmpty(FilesWith(gateway, Encoding.UTF8.GetBytes(User)));
        Assert.NotEmpty(FilesWith(gateway, wrapped));

        await EraseAsync(gateway, reference);

        Assert.Empty(FilesWith(gateway, Encoding.UTF8.GetBytes(User)));
        Assert.Empty(FilesWith(gateway, wrapped));
        Assert.NotEmpty(FilesWith(gateway, Encoding.UTF8.GetBytes("somebody-11"))); // the scan does find names, and only hers are gone
    }

    [Fact]
    public async Task After_erasure_no_relation_of_PostgreSQL_holds_the_name_or_the_wrapped_key_and_the_log_still_verifies()
    {
        await using var gateway = await GovernedGateway.StartAsync(postgres);
        await using var connection = await (await postgres.ServerAsync()).ConnectAsync(gateway.Host.Services.GetRequiredService<ServerSettings>().Storage.Database!.Database);
        var (reference, wrapped) = await FillAsync(gateway, async () =>
        {
            await using var command = new NpgsqlCommand("SELECT wrapped FROM sallyport.subject WHERE name = $1", connection) { Parameters = { new() { Value = Subject } } };
            return (byte[])(await command.ExecuteScalarAsync())!;
        });
        Assert.NotEmpty(await RelationsWithAsync(connection, Encoding.UTF8.GetBytes(User)));
        Assert.NotEmpty(await RelationsWithAsync(connection, wrapped));
        await using (var samples = new NpgsqlCommand("ANALYZE", connection)) await samples.ExecuteNonQueryAsync();

        // somebody's long statement, as a report or the server's own housekeeping: what it could still see is kept for it
        await using var reading = await (await postgres.ServerAsync()).ConnectAsync(connection.Database);
        await using var statement = new NpgsqlCommand("SELECT count(*), pg_sleep(6) FROM sallyport.setting", reading);
        var running = statement.ExecuteScalarAsync();
        await EraseAsync(gateway, reference);
        await running;

        Assert.Empty(await RelationsWithAsync(connection, Encoding.UTF8.GetBytes(User)));
        Assert.Empty(await RelationsWithAsync(connection, wrapped));
    }

    [Fact]
    public async Task Somebody_unknown_is_not_erased_and_nothing_is_recorded()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/subjects/erase", """{"subject":"user:acme/nobody"}""", HttpStatusCode.NotFound);
        await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/subjects/erase", "{}", HttpStatusCode.BadRequest);
        Assert.Empty(await gateway.LeavesAsync("subject.erased"));
    }

    [Fact]
    public async Task A_subject_on_hold_is_not_erased()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        var (reference, _) = await FillAsync(gateway, () => Task.FromResult(WrappedIn(gateway)), others: 0);
        await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/holds", $$"""{"subject":"{{Subject}}","reason":"case 7"}""", HttpStatusCode.Created);
        Assert.Equal("subject_on_hold", (await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/subjects/erase", $$"""{"subject":"{{reference}}"}""", HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.NotNull(await gateway.Host.Services.GetRequiredService<ISubjectVault>().FindAsync(reference, default));

        await gateway.ChatAsync(gateway.Host.Key); // a key that belongs to no person is a subject of its own, and can be on hold as well
        var id = gateway.Host.Key.Split('_')[2];
        await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/holds", $$"""{"key_id":"{{id}}","reason":"case 8"}""", HttpStatusCode.Created);
        await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/subjects/erase", $$"""{"subject":"key:{{id}}"}""", HttpStatusCode.Conflict);
    }

    /// <summary>Gives the person two keys among many, and some exchanges; enough keys that pages of their table are split.</summary>
    private static async Task<(string Reference, byte[] Wrapped)> FillAsync(GovernedGateway gateway, Func<Task<byte[]>> wrapped, int others = 60)
    {
        var keys = new List<string>();
        for (var i = 0; i < others + 2; i++)
        {
            var user = i == others / 2 || i == others + 1 ? User : string.Create(CultureInfo.InvariantCulture, $"somebody-{i}");
            var made = await gateway.SendAsync(GovernedGateway.Bootstrap, "POST", "/admin/v1/keys", $$"""{"name":"k{{i}}","organization":"acme","user":"{{user}}"}""", HttpStatusCode.Created);
            if (user == User) keys.Add(made.GetProperty("secret").GetString()!);
        }

        foreach (var key in keys) await gateway.ChatAsync(key);
        var shown = (await gateway.SendAsync(GovernedGateway.Bootstrap, "GET", "/admin/v1/subjects?subject=" + Uri.EscapeDataString(Subject))).GetProperty("subjects")[0];
        Assert.Equal(keys.Count, shown.GetProperty("keys").GetArrayLength());
        Assert.Contains(User, (await PersonsAsync(gateway)).Select(p => p.User)); // it can be opened before
        return (shown.GetProperty("reference").GetString()!, await wrapped());
    }

    private static async Task EraseAsync(GovernedGateway gateway, string reference)
    {
        var owner = await gateway.AdminAsync("olga", AdminRole.Owner);
        var erased = await gateway.SendAsync(owner, "POST", "/admin/v1/subjects/erase", $$"""{"subject":"{{Subject}}"}""");
        Assert.True(erased.GetProperty("is_scrubbed").GetBoolean());
        Assert.Equal(2, erased.GetProperty("revoked_keys").GetArrayLength());
        Assert.Equal(30, (erased.GetProperty("complete_at").GetDateTimeOffset() - erased.GetProperty("erased_at").GetDateTimeOffset()).TotalDays);

        var leaf = Assert.Single(await gateway.LeavesAsync("subject.erased"));
        Assert.Equal((reference, "subject", "olga"), (leaf.Entry.Target, leaf.Entry.TargetType, leaf.Entry.Actor));
        Assert.Equal(erased.GetProperty("complete_at").GetDateTimeOffset(), leaf.Entry.TargetUntil);

        var persons = await PersonsAsync(gateway);
        Assert.DoesNotContain(User, persons.Select(p => p.User));
        Assert.Contains((PersonReader.Erased, PersonReader.Erased), persons);
        Assert.Single(await gateway.LeavesAsync("audit.personal_read"), l => l.Sequence > leaf.Sequence);
        Assert.DoesNotContain(User, await gateway.ExportAsync(), StringComparison.Ordinal);
        var report = await gateway.VerifyAsync();
        Assert.True(report.ProblemCount == 0, string.Join('\n', report.Problems));
        Assert.Equal(report.Size, report.VerifiedThrough);
        await gateway.SendAsync(owner, "POST", "/admin/v1/subjects/erase", $$"""{"subject":"{{reference}}"}""", HttpStatusCode.NotFound);
    }

    private static async Task<IReadOnlyList<(string? User, string? Address)>> PersonsAsync(GovernedGateway gateway) =>
        [.. (await gateway.SendAsync(GovernedGateway.Bootstrap, "GET", "/admin/v1/audit/persons?limit=1000")).GetProperty("persons").EnumerateObject()
            .Select(p => (p.Value.GetProperty("user").GetString(), p.Value.GetProperty("client_address").GetString()))];

    /// <summary>The wrapped key as it lies in the subjects' file, read as another program would.</summary>
    private static byte[] WrappedIn(GovernedGateway gateway)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(gateway.DataDirectory, "subjects.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT wrapped FROM subject WHERE name = $name";
        command.Parameters.AddWithValue("$name", Subject);
        return (byte[])command.ExecuteScalar()!;
    }

    /// <summary>Every file of the data directory, database pages in use or free, write-ahead logs and all.</summary>
    private static string[] FilesWith(GovernedGateway gateway, byte[] wanted) => [.. Directory.EnumerateFiles(gateway.DataDirectory, "*", SearchOption.AllDirectories).Where(f => Holds(f, wanted))];

    private static bool Holds(string file, byte[] wanted)
    {
        if (Path.GetFileName(file) is "sallyport.lock") return false;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(wanted) >= 0;
    }

    /// <summary>The files of tables, indexes, long values and the server's own samples, after all of memory was written to them.</summary>
    private static async Task<string[]> RelationsWithAsync(NpgsqlConnection connection, byte[] wanted)
    {
        await using (var flush = new NpgsqlCommand("CHECKPOINT", connection)) await flush.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT coalesce(array_agg(c.relname::text), ARRAY[]::text[]) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('sallyport', 'pg_toast', 'pg_catalog') AND c.relkind IN ('r', 'i', 't') AND position($1 IN pg_read_binary_file(pg_relation_filepath(c.oid))) > 0
            """,
            connection) { Parameters = { new() { Value = wanted } } };
        return (string[])(await command.ExecuteScalarAsync())!;
    }
}
