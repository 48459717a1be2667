using System.Text.Json;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

public sealed class ArchiveVerbTests
{
    [Fact]
    public async Task An_archive_grows_by_what_is_new_and_verifies_each_time()
    {
        await using var installation = await Installation.StartAsync();
        var archive = installation.File("archive");
        var size = 0L;
        foreach (var exchanges in new[] { 1, 100, 27, 128, 5, 900 })
        {
            await installation.AddAsync(exchanges);
            await installation.SignAsync();
            await installation.AddAsync(1);
            var (code, output, error) = await Verbs.AuditAsync("archive", archive, "--data", installation.Data);
            Assert.True(code == 0, error);
            var (now, added) = (await installation.Open.Ledger.SizeAsync(default), 0L);
            added = now - size;
            Assert.Equal($"{now} records in {archive}, {added} of them new", output.TrimEnd());
            size = now;
            var (judged, report, _) = await Verbs.AuditAsync("verify", "--archive", archive, "--key", installation.Key, "--json");
            Assert.Equal(0, judged);
            using var json = JsonDocument.Parse(report);
            Assert.Equal(size, json.RootElement.GetProperty("report").GetProperty("verified_through").GetInt64());
        }
    }

    [Fact]
    public async Task An_archive_that_a_crash_left_half_written_is_completed()
    {
        await using var installation = await Installation.StartAsync();
        var archive = installation.File("archive");
        await installation.AddAsync(50);
        await Verbs.AuditAsync("archive", archive, "--data", installation.Data);
        var before = Directory.GetFiles(archive, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllBytes);
        await installation.AddAsync(300);
        await Verbs.AuditAsync("archive", archive, "--data", installation.Data);
        // Crash after the new leaves and before the tiles and the checkpoint over them: take those away again.
        foreach (var file in Directory.GetFiles(archive, "*", SearchOption.AllDirectories).Where(f => !f.Contains("entries", StringComparison.Ordinal) && !before.ContainsKey(f))) File.Delete(file);
        foreach (var (file, bytes) in before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, bytes);
        }

        Assert.Equal(0, (await Verbs.AuditAsync("archive", archive, "--data", installation.Data)).ExitCode);
        Assert.Equal(0, (await Verbs.AuditAsync("verify", "--archive", archive, "--key", installation.Key)).ExitCode);
    }

    [Fact]
    public async Task An_archive_of_another_log_and_a_log_rewound_behind_its_archive_are_refused()
    {
        await using var installation = await Installation.StartAsync();
        await using var other = await Installation.StartAsync();
        var archive = installation.File("archive");
        await other.AddAsync(3);
        await Verbs.AuditAsync("archive", archive, "--data", other.Data);
        await installation.AddAsync(9);
        var (code, _, error) = await Verbs.AuditAsync("archive", archive, "--data", installation.Data);
        Assert.Equal(1, code);
        Assert.Contains("another log, or the log was rewound", error, StringComparison.Ordinal);
        Assert.Equal(0, (await Verbs.AuditAsync("verify", "--archive", archive, "--key", other.Key)).ExitCode); // it stayed as it was
    }
}
