using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>B1 with processes that are killed.</summary>
public sealed class KilledNodesTests(SharedPostgres postgres) : IDisposable
{
    private const long Most = 5_000_000_000, Each = 100_000_000;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task B1_4_processes_that_are_killed_again_and_again_spend_exactly_the_budget()
    {
        var address = await postgres.CreateDatabaseAsync();
        var settings = new StorageSettings(DirectoryOf(0), address) { Node = "gw-0" };
        using (await DataDirectory.OpenAsync(settings, TimeProvider.System, NullLoggerFactory.Instance, default))
        {
            // makes the key file, of which every node needs a copy
        }

        for (var i = 1; i < 4; i++)
            foreach (var file in Directory.GetFiles(DirectoryOf(0), "sallyport.keyfile")) File.Copy(file, Path.Combine(Directory.CreateDirectory(DirectoryOf(i)).FullName, Path.GetFileName(file)));

        var kills = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i, address)));
        Assert.True(kills.Sum() >= 4, $"only {kills.Sum()} were killed while they spent");

        long spent;
        CounterCheck check;
        for (var i = 0; ; i++) // what the last ones left open
        {
            using var data = await DataDirectory.OpenAsync(settings with { Node = $"gw-{i}" }, TimeProvider.System, NullLoggerFactory.Instance, default);
            await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), default);
            if (i < 3) continue;
            var stored = await data.Limits.FindAsync(new CounterWindow("usd", DateTimeOffset.UnixEpoch, LimitUnit.NanoUsd), default);
            Assert.Equal(0, stored.Reserved);
            spent = stored.Spent;
            check = await CounterFold.CheckAsync(data.Limits, data.Ledger, TimeProvider.System.GetUtcNow(), default);
            Assert.Equal(50, (await data.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Intent, Limit: 1_000), default)).Count);
            break;
        }

        Assert.Equal(Most, spent);
        Assert.Empty(check.Differences);
    }

    private string DirectoryOf(int node) => _scratch.File(string.Create(CultureInfo.InvariantCulture, $"gw-{node}"));

    /// <summary>Starts a node and kills it after its first exchanges, twice; the third time it may go on to the end.</summary>
    /// <returns>How often it was killed while it spent.</returns>
    private async Task<int> RunAsync(int node, DatabaseAddress address)
    {
        var kills = 0;
        for (var start = 0; ; start++)
        {
            using var process = Start(node, address);
            await process.StandardInput.WriteLineAsync(address.Password!.Reveal());
            await process.StandardInput.FlushAsync();
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            if (start < 2 && line is "admitted")
            {
                await Task.Delay(RandomNumberGenerator.GetInt32(60)); // the moment is the point of the test
                process.Kill();
                await process.WaitForExitAsync();
                kills++;
                continue;
            }

            var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(120));
            await process.WaitForExitAsync();
            Assert.EndsWith("refused", (line + "\n" + rest).TrimEnd(), StringComparison.Ordinal);
            return kills;
        }
    }

    private Process Start(int node, DatabaseAddress address)
    {
        var probe = Path.Combine(AppContext.BaseDirectory, "Sallyport.CrashProbe.dll");
        string[] numbers = [Most.ToString(CultureInfo.InvariantCulture), Each.ToString(CultureInfo.InvariantCulture)];
        var place = string.Create(CultureInfo.InvariantCulture, $"{address.Host},{address.Port},{address.Database},{address.User}");
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", probe, "spend", DirectoryOf(node), $"gw-{node}", place, .. numbers]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
    }
}
