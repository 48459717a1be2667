using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Telemetry;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Audit.Export;

public sealed class ExportLoopTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryLedger _log = new();
    private readonly MemoryExportCursorStore _cursors = new();
    private readonly GatewayMetrics _metrics = new("test.export");
    private readonly ListLogger<ExportLoop> _logger = new();
    private readonly Receiver _receiver = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task An_outage_loses_nothing_and_is_told_once()
    {
        await AppendAsync(5);
        _receiver.Fault = new ExportFaultException("http_503");
        await using var loop = Start();
        await loop.UntilAsync(() => loop.Status.Failures >= 3);
        await AppendAsync(5);
        Assert.Equal(("failing", "http_503", 10L + 1), (loop.Status.State, loop.Status.Fault, await _log.SizeAsync(default)));

        _receiver.Fault = null;
        await loop.UntilAsync(() => loop.Status is { State: "ok", Next: 11 });

        Assert.Equal(Enumerable.Range(0, 11).Select(n => (long)n), _receiver.Taken);
        Assert.Equal([(9101, LogLevel.Error), (9102, LogLevel.Information)], _logger.Lines.Select(l => (l.Id, l.Level)));
        Assert.Null(loop.Status.Fault);
    }

    [Fact]
    public async Task What_was_handed_over_but_not_stored_comes_again_and_nothing_is_missed()
    {
        await AppendAsync(3);
        _receiver.TakesBeforeFault = 2; // takes a batch, and then says that it did not
        await using var loop = Start();
        await loop.UntilAsync(() => loop.Status is { State: "ok", Next: 4 });

        Assert.Equal([0, 1, 2, 3], _receiver.Taken.Distinct().Order());
        Assert.True(_receiver.Taken.Count > 4);
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_cursor_is()
    {
        await AppendAsync(3);
        await using (var first = Start()) await first.UntilAsync(() => first.Status is { State: "ok", Next: 4 });
        await AppendAsync(2);
        _receiver.Taken.Clear();

        await using var second = Start();
        await second.UntilAsync(() => second.Status is { State: "ok", Next: 6 });
        Assert.Equal([4, 5], _receiver.Taken);
    }

    [Fact]
    public async Task Newest_begins_with_what_comes_and_keeps_that_place()
    {
        await AppendAsync(3);
        await using (var first = Start(isFromNewest: true)) await first.UntilAsync(() => first.Status.State == "ok");
        await AppendAsync(2);

        await using var second = Start(isFromNewest: true);
        await second.UntilAsync(() => second.Status is { State: "ok", Next: 6 });
        Assert.Equal([4, 5], _receiver.Taken);
    }

    [Fact]
    public async Task Of_two_gateways_one_exports_and_the_other_takes_over()
    {
        await AppendAsync(3);
        var (first, other) = (Start(holder: "a"), new Receiver());
        await first.UntilAsync(() => first.Status.State == "ok");
        await using var second = Start(holder: "b", receiver: other);
        await second.UntilAsync(() => second.Status.State == "standby");
        Assert.Empty(other.Taken);

        await first.DisposeAsync();
        await AppendAsync(1);
        await second.UntilAsync(() => second.Status is { State: "ok", Next: 5 });
        Assert.Equal([4], other.Taken);
    }

    [Fact]
    public async Task A_log_that_was_put_back_to_an_older_copy_is_told_and_not_exported()
    {
        await _cursors.HoldAsync("siem", "a", _clock.GetUtcNow(), TimeSpan.FromSeconds(30), default);
        await _cursors.MoveAsync("siem", "a", 50, _clock.GetUtcNow(), TimeSpan.FromSeconds(30), default);
        await using var loop = Start(holder: "a");
        await loop.UntilAsync(() => loop.Status.Failures > 0);

        Assert.StartsWith("log_rewound", loop.Status.Fault, StringComparison.Ordinal);
        Assert.Empty(_receiver.Taken);
    }

    [Fact]
    public async Task The_lag_is_the_age_of_the_oldest_record_that_waits()
    {
        await _log.AppendAsync(new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(), At = _clock.GetUtcNow() }, default);
        await using (var loop = Start()) await loop.UntilAsync(() => loop.Status.State == "ok");
        var at = _clock.GetUtcNow();
        await _log.AppendAsync(new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(), At = at }, default);
        _receiver.Fault = new ExportFaultException("down");
        _clock.Advance(TimeSpan.FromMinutes(5));

        await using var late = Start();
        await late.UntilAsync(() => late.Status.State == "failing");
        Assert.Equal(1, late.Status.LagRecords);
        Assert.InRange(late.Status.LagSeconds, 300, (_clock.GetUtcNow() - at).TotalSeconds + 1);
    }

    [Fact]
    public void Pauses_grow_to_a_minute_and_are_never_shorter_than_asked()
    {
        for (var fault = 1; fault < 30; fault++)
        {
            var most = Math.Min(60_000, 500 * Math.Pow(2, fault - 1));
            Assert.InRange(ExportLoop.Pause(fault, null).TotalMilliseconds, most / 2, most);
            Assert.InRange(ExportLoop.Pause(fault, TimeSpan.FromSeconds(90)).TotalSeconds, 90, 90.25);
        }

        Assert.InRange(ExportLoop.Pause(1, TimeSpan.FromDays(9)).TotalMinutes, 10, 10.1);
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++) await _log.AppendAsync(new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(), At = _clock.GetUtcNow() }, default);
    }

    private Running Start(string holder = "a", bool isFromNewest = false, Receiver? receiver = null)
    {
        var definition = new ExportDefinition("siem", new FileTarget("/unused", 1_024), ExportFormat.Leaf, isFromNewest, Batch: 2, TimeSpan.FromSeconds(30));
        var progress = new ExportProgress(definition, _clock);
        var stop = new CancellationTokenSource();
        var loop = new ExportLoop(definition, () => (receiver ?? _receiver).Open(_log), _log, _cursors, holder, progress, _metrics, _clock, _logger);
        return new Running(_clock, progress, stop, Task.Run(() => loop.RunAsync(stop.Token)));
    }

    private sealed class Running(ManualClock clock, ExportProgress progress, CancellationTokenSource stop, Task loop) : IAsyncDisposable
    {
        public ExportStatus Status => progress.Read();

        public async Task UntilAsync(Func<bool> isReached)
        {
            for (var turn = 0; !isReached(); turn++)
            {
                Assert.True(turn < 5_000, $"not reached: {Status}");
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Delay(1);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await loop;
            stop.Dispose();
        }
    }

    private sealed class Receiver
    {
        public List<long> Taken { get; } = [];

        public ExportFaultException? Fault { get; set; }

        public int TakesBeforeFault { get; set; }

        public IExporter Open(ILedgerStore log) => new Exporter(this, log);

        private sealed class Exporter(Receiver receiver, ILedgerStore log) : IExporter
        {
            public async ValueTask<long> AdvanceAsync(long from, CancellationToken cancellation)
            {
                if (receiver.Fault is { } fault) throw fault;
                var leaves = await log.ReadAsync(from, 2, cancellation);
                receiver.Taken.AddRange(leaves.Select(l => l.Sequence));
                if (receiver.TakesBeforeFault-- > 0) throw new ExportFaultException("lost_answer");
                return leaves.Count == 0 ? from : leaves[^1].Sequence + 1;
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
