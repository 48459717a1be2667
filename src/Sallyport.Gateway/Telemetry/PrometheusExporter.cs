using System.Buffers;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Collects when asked and keeps the text of the last collection.</summary>
/// <remarks>Ask the exporter's <see cref="Collect"/>: the reader's own method collects nothing for a pull exporter.</remarks>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>Longest wait for observable instruments, in milliseconds.</summary>
    private const int CollectTimeout = 5_000;

    /// <summary>Figures are written while others are counted: once more is enough for what changed under the reader.</summary>
    private const int Tries = 2;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _text = new(16 * 1024);

    public Func<int, bool>? Collect { get; set; }

    /// <summary>Why the last collection failed; null if it did not, or nobody knows.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>All metrics now, in the text format 0.0.4; empty if they could not be collected.</summary>
    public byte[] Scrape()
    {
        lock (_lock)
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                _text.ResetWrittenCount();
                Failure = null;
                if (Collect?.Invoke(CollectTimeout) == true) return _text.WrittenSpan.ToArray();
            }

            return [];
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        try
        {
            var writer = new PrometheusText(_text);
            foreach (var metric in batch) writer.Write(metric);
            return ExportResult.Success;
        }
        catch (Exception e)
        {
            Failure = e; // the reader that calls this tells only that it failed
            throw;
        }
    }
}
