using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>Runs one loop for each configured export, and follows reloads: what is new begins, what is gone ends, what has changed begins again from its cursor.</summary>
public sealed class AuditExportService : BackgroundService
{
    private readonly SnapshotSource _snapshots;
    private readonly ILedgerStore _ledger;
    private readonly IExportCursorStore _cursors;
    private readonly ServerSettings _server;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ExporterFactory _exporters;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public AuditExportService(SnapshotSource snapshots, ILedgerStore ledger, IExportCursorStore cursors, ServerSettings server, GatewayMetrics metrics, TimeProvider time, ILogger<AuditExportService> logger)
    {
        (_snapshots, _ledger, _cursors, _server, _metrics, _time, _logger) = (snapshots, ledger, cursors, server, metrics, time, logger);
        _exporters = new ExporterFactory(ledger, metrics, time);
        metrics.ObserveExports(Read);
    }

    /// <summary>How each export stands, by name.</summary>
    public IReadOnlyList<ExportStatus> Read()
    {
        lock (_gate) return [.. _running.Values.Select(r => r.Progress.Read()).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void OnChanged(GatewaySnapshot next) => _changes.Writer.TryWrite(true);
        _snapshots.Changed += OnChanged;
        try
        {
            do await FollowAsync(_snapshots.Current.Exports.Values);
            while (await _changes.Reader.WaitToReadAsync(stoppingToken) && _changes.Reader.TryRead(out _));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
        finally
        {
            _snapshots.Changed -= OnChanged;
            await FollowAsync([]);
        }
    }

    private async Task FollowAsync(IReadOnlyCollection<ExportDefinition> wanted)
    {
        Running[] ended;
        lock (_gate) ended = [.. _running.Values.Where(r => !wanted.Contains(r.Definition))];
        foreach (var running in ended) await running.Stop.CancelAsync();
        foreach (var running in ended)
        {
            await running.Loop; // a changed export must not begin while its old self still writes
            running.Stop.Dispose();
            lock (_gate) _running.Remove(running.Definition.Name);
        }

        lock (_gate)
        {
            foreach (var definition in wanted.Where(d => !_running.ContainsKey(d.Name))) _running.Add(definition.Name, Start(definition));
        }
    }

    private Running Start(ExportDefinition definition)
    {
        var progress = new ExportProgress(definition, _time);
        var stop = new CancellationTokenSource();
        var loop = new ExportLoop(definition, () => _exporters.Open(definition, progress), _ledger, _cursors, _server.Storage.Node, progress, _metrics, _time, _logger);
        return new Running(definition, progress, stop, Task.Run(() => loop.RunAsync(stop.Token), CancellationToken.None));
    }

    private sealed record Running(ExportDefinition Definition, ExportProgress Progress, CancellationTokenSource Stop, Task Loop);
}
