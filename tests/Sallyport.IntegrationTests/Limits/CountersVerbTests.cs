using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Ledger;
using Sallyport.Storage;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

public sealed class CountersVerbTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_verb_agrees_with_the_log_and_finds_a_counter_that_somebody_changed()
    {
        await WriteAsync();
        var (code, output, _) = await Verbs.AuditAsync("counters", "--data", _scratch.Path);
        Assert.Equal((0, "3 leaves, 1 counters, 0 differences"), (code, output.Trim()));

        using (var database = new SqliteDatabase(_scratch.File("sallyport.db"))) await database.WriteAsync(c => c.Execute("UPDATE limit_counter SET spent = spent - 1") == 1, default);
        (code, output, _) = await Verbs.AuditAsync("counters", "--data", _scratch.Path);
        Assert.Equal(1, code);
        Assert.Contains("usd#acme", output, StringComparison.Ordinal);
    }

    /// <summary>The second device has leaves that the database lost: their charges come back with them.</summary>
    [Fact]
    public async Task A_database_that_is_filled_from_the_second_device_gets_its_counters_too()
    {
        using var other = new ScratchDirectory();
        var settings = new StorageSettings(_scratch.Path) { Devices = new LedgerDevices { MirrorPath = other.File("log") } };
        await WriteAsync(settings);
        File.Copy(_scratch.File("sallyport.db"), other.File("before.db"));
        await WriteAsync(settings);
        await WriteAsync(settings, isInterrupted: true);
        foreach (var file in Directory.GetFiles(_scratch.Path, "sallyport.db*")) File.Delete(file);
        File.Copy(other.File("before.db"), _scratch.File("sallyport.db"));

        using var data = await DataDirectory.OpenAsync(settings, TimeProvider.System, NullLoggerFactory.Instance, default);
        var stored = Assert.Single((await data.Limits.SnapshotAsync(default)).Counters);
        Assert.Equal((10, 9), (stored.Spent, stored.Reserved));
        Assert.Empty((await CounterFold.CheckAsync(data.Limits, data.Ledger, TimeProvider.System.GetUtcNow(), default)).Differences);
    }

    private async Task WriteAsync(StorageSettings? settings = null, bool isInterrupted = false)
    {
        using var data = await DataDirectory.OpenAsync(settings ?? new StorageSettings(_scratch.Path), TimeProvider.System, NullLoggerFactory.Instance, default);
        Charge charge = new("usd#acme", DateTimeOffset.UnixEpoch, LimitUnit.NanoUsd, 9, 0);
        var now = TimeProvider.System.GetUtcNow();
        var entry = new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(now), At = now, Charges = [charge] };
        var intent = await data.Audit.AppendAsync(entry, default);
        if (isInterrupted) return;
        await data.Audit.AppendAsync(entry with { Type = AuditEntryType.Result, IntentSequence = intent, CostNanoUsd = 5, Charges = [charge with { Reserved = -9, Spent = 5 }] }, default);
    }
}
