using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Ledger.Notes;
using Sallyport.Storage.Files;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

public sealed class VerifyVerbTests
{
    [Fact]
    public async Task A_sound_log_is_judged_sound_and_nothing_is_written()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(400);
        await installation.SignAsync();
        await installation.AddAsync(3);
        installation.Close();
        var before = Files(installation.Data);

        var (code, output, error) = await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key, "--json");

        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        var report = json.RootElement.GetProperty("report");
        Assert.True(json.RootElement.GetProperty("good").GetBoolean());
        Assert.Equal((807, 801, 6), (report.GetProperty("size").GetInt64(), report.GetProperty("verified_through").GetInt64(), report.GetProperty("tail").GetInt64()));
        Assert.Equal(6, report.GetProperty("window").GetProperty("leaves").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("evidence").GetProperty("checked").GetInt64());
        Assert.Equal(before, Files(installation.Data));
    }

    [Fact]
    public async Task People_are_told_what_is_covered_what_is_open_and_whose_key_was_believed()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(20);
        await installation.SignAsync();
        installation.Close();
        var (code, output, _) = await Verbs.AuditAsync("verify", "--data", installation.Data);
        Assert.Equal(0, code);
        Assert.Contains("covered   41 records by 1 checkpoints", output, StringComparison.Ordinal);
        Assert.Contains("named by the log itself", output, StringComparison.Ordinal);
        Assert.Contains("open      0 records", output, StringComparison.Ordinal);
        Assert.EndsWith("result    sound\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_judged_beside_the_server_that_writes_it()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(50);
        await installation.SignAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await installation.AddAsync(20);
                await installation.SignAsync();
            }
        });
        for (var i = 0; i < 10; i++)
        {
            var (code, output, error) = await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key);
            Assert.True(code == 0, output + error);
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_copy_of_a_database_in_use_is_judged_with_its_write_ahead_log_and_stays_as_it_is()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(100);
        await installation.SignAsync();
        var copy = Directory.CreateDirectory(installation.File("copy")).FullName;
        foreach (var name in new[] { "sallyport.db", "sallyport.db-wal" }) File.Copy(Path.Combine(installation.Data, name), Path.Combine(copy, name));
        Assert.True(new FileInfo(Path.Combine(copy, "sallyport.db-wal")).Length > 0);
        var before = Files(copy);

        var (code, output, _) = await Verbs.AuditAsync("verify", "--database", Path.Combine(copy, "sallyport.db"), "--key", installation.Key);

        Assert.Equal(0, code);
        Assert.Contains("201 records", output, StringComparison.Ordinal);
        Assert.Equal(before, Files(copy));
    }

    /// <summary>Promise A5: what no look at the database alone can show.</summary>
    [Fact]
    public async Task A_rewound_database_is_told_from_a_whole_one_by_the_checkpoint_beside_it_and_the_missing_records_are_counted()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(60);
        await installation.SignAsync();
        installation.Close();
        var old = installation.File("old.db");
        File.Copy(installation.Database, old);
        await installation.OpenAsync();
        await installation.AddAsync(45);
        await installation.SignAsync();
        installation.Close();
        Assert.Equal(0, (await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key)).ExitCode);

        File.Copy(old, installation.Database, overwrite: true);
        var (code, output, _) = await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key);

        Assert.Equal(1, code);
        Assert.Contains("90 records are missing", output, StringComparison.Ordinal);
        Assert.Contains("problem   rewound at 121", output, StringComparison.Ordinal);
    }

    /// <summary>Promise R21: a backup on another host verifies, or it is said how much is missing.</summary>
    [Fact]
    public async Task A_backup_on_another_host_verifies_and_an_anchor_tells_how_much_came_after_it()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(10);
        var first = await installation.SignAsync();
        installation.Close();
        var backup = installation.File("backup.db");
        File.Copy(installation.Database, backup);
        await installation.OpenAsync();
        await installation.AddAsync(5);
        var second = await installation.SignAsync();
        var anchor = installation.File("anchor");
        await File.WriteAllBytesAsync(anchor, [.. first.Note.Span, (byte)'\n', .. second.Note.Span]);

        Assert.Equal(0, (await Verbs.AuditAsync("verify", "--database", backup, "--key", installation.Key)).ExitCode);
        var (code, output, _) = await Verbs.AuditAsync("verify", "--database", backup, "--key", installation.Key, "--anchor", anchor);
        Assert.Equal(1, code);
        Assert.Contains("the log has 21: 10 are missing", output, StringComparison.Ordinal);
        Assert.Equal(0, (await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key, "--anchor", anchor)).ExitCode);
    }

    [Fact]
    public async Task A_rewound_log_that_goes_on_does_not_overwrite_the_checkpoint_that_convicts_it()
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(10);
        installation.Close();
        File.Copy(installation.Database, installation.File("old.db"));
        await installation.OpenAsync();
        await installation.AddAsync(10);
        await installation.SignAsync();
        installation.Close();
        File.Copy(installation.File("old.db"), installation.Database, overwrite: true);
        await installation.OpenAsync();
        await installation.AddAsync(2);
        await installation.SignAsync();
        installation.Close();
        Assert.Equal(1, (await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key)).ExitCode);
    }

    [Theory]
    [InlineData("UPDATE leaf SET key_id = 'key9' WHERE seq = 5", "says another key than the record")]
    [InlineData("UPDATE leaf SET at_us = at_us - 86400000000 WHERE seq = 5", "says another time than the record")]
    [InlineData("UPDATE leaf SET type = 4 WHERE seq = 5", "says another type than the record")]
    [InlineData("UPDATE leaf SET decision = NULL WHERE seq = 5", "says another decision than the record")]
    [InlineData("UPDATE leaf SET intent_seq = 1 WHERE seq = 5", "says another intent than the record")]
    [InlineData("UPDATE leaf SET exchange = x'00' WHERE seq = 5", "says another exchange than the record")]
    [InlineData("INSERT INTO leaf_block VALUES (7, 0, 0)", "the table of times")]
    [InlineData("INSERT INTO leaf (seq, at_us, type, body) VALUES (-1, 0, 4, x'7b7d')", "leaf -1 is stored where leaf 0 should be")]
    public async Task A_record_that_is_hidden_from_who_searches_is_found(string sql, string said)
    {
        await using var installation = await Installation.StartAsync();
        await installation.AddAsync(10);
        await installation.SignAsync();
        installation.Close();
        Installation.Tamper(installation.Database, sql);
        var (code, output, _) = await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", installation.Key);
        Assert.Equal(1, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_log_written_anew_with_another_key_is_refused_by_who_knows_the_right_one()
    {
        await using var installation = await Installation.StartAsync();
        await using var forged = await Installation.StartAsync();
        await forged.AddAsync(10);
        await forged.SignAsync();
        forged.Close();
        Assert.Equal(0, (await Verbs.AuditAsync("verify", "--data", forged.Data)).ExitCode); // it is sound in itself
        Assert.Equal(1, (await Verbs.AuditAsync("verify", "--data", forged.Data, "--key", installation.Key)).ExitCode);
        File.Copy(Path.Combine(forged.Data, CheckpointFile.FileName), installation.File("own"));
        Assert.Equal(1, (await Verbs.AuditAsync("verify", "--database", forged.Database, "--anchor", await OwnCheckpointAsync(installation))).ExitCode);
    }

    [Theory]
    [InlineData("--data", "nowhere")]
    [InlineData("--database", "nowhere.db")]
    [InlineData("--database", "text.db")]
    [InlineData("--archive", "nowhere")]
    public async Task What_cannot_be_read_is_not_called_tampered_with(string option, string name)
    {
        await using var installation = await Installation.StartAsync();
        await File.WriteAllTextAsync(installation.File("text.db"), new string('x', 10_000));
        var (code, _, error) = await Verbs.AuditAsync("verify", option, installation.File(name));
        Assert.Equal(2, code);
        Assert.Contains(name, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_none_and_a_quorum_that_cannot_be_are_refused()
    {
        await using var installation = await Installation.StartAsync();
        Assert.Equal(2, (await Verbs.AuditAsync("verify", "--data", installation.Data, "--key", "x")).ExitCode);
        Assert.Equal(2, (await Verbs.AuditAsync("verify", "--data", installation.Data, "--quorum", "1")).ExitCode);
        using var witness = WitnessSigner.FromNoteForm(NoteSigner.Generate("w"));
        var (code, output, _) = await Verbs.AuditAsync("verify", "--data", installation.Data, "--witness", witness.VerifierKey);
        Assert.Equal(0, code);
        Assert.Contains("covered   0 records", output, StringComparison.Ordinal);
    }

    private static async Task<string> OwnCheckpointAsync(Installation installation)
    {
        await installation.AddAsync(1);
        await installation.SignAsync();
        return Path.Combine(installation.Data, CheckpointFile.FileName);
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))} {File.GetLastWriteTimeUtc(f):O}")];
}
