using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Telemetry;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

/// <summary>A log of naughty records and one export of it, in real time.</summary>
internal sealed class ExportRun : IAsyncDisposable
{
    private static int _count;

    private readonly MemoryExportCursorStore _cursors = new();
    private readonly GatewayMetrics _metrics = new($"test.run{Interlocked.Increment(ref _count)}");
    private readonly ExportProgress _progress;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private ExportRun(ExportDefinition definition, MemoryLedger log)
    {
        Log = log;
        _progress = new ExportProgress(definition, TimeProvider.System);
        var factory = new ExporterFactory(log, _metrics, TimeProvider.System);
        _loop = Task.Run(() => new ExportLoop(definition, () => factory.Open(definition, _progress), log, _cursors, "a", _progress, _metrics, TimeProvider.System, NullLogger.Instance).RunAsync(_stop.Token));
    }

    public MemoryLedger Log { get; }

    public ExportStatus Status => _progress.Read();

    public static async Task<ExportRun> StartAsync(ExportTarget target, ExportFormat format = ExportFormat.Leaf, int batch = 50, int timeoutSeconds = 30)
    {
        var log = new MemoryLedger();
        foreach (var entry in NaughtyEntries.All()) await log.AppendAsync(entry, default);
        return new ExportRun(new ExportDefinition("test", target, format, IsFromNewest: false, batch, TimeSpan.FromSeconds(timeoutSeconds)), log);
    }

    /// <summary>Adds further records.</summary>
    public async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++) await Log.AppendAsync(new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow() }, default);
    }

    public async Task<IReadOnlyList<StoredLeaf>> LeavesAsync() => await Log.ReadAsync(0, 10_000, default);

    public Task UntilAllIsHandedOverAsync() => UntilAsync(s => s.State == "ok" && s.Next == Log.SizeAsync(default).AsTask().Result);

    public async Task UntilAsync(Func<ExportStatus, bool> isReached, int seconds = 60)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isReached(Status))
        {
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < seconds, $"not reached: {Status}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _metrics.Dispose();
    }
}
