using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Collects metrics for Prometheus to pull, and sends metrics and traces over OTLP where an address is configured.</summary>
public sealed class GatewayTelemetry : IDisposable
{
    /// <summary>Content type of <see cref="Scrape"/>.</summary>
    public const string ScrapeContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Time between two OTLP exports of metrics, in milliseconds.</summary>
    private const int SendEvery = 60_000;

    private readonly PrometheusExporter _prometheus = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _meters;
    private readonly PeriodicExportingMetricReader? _otlpMetrics;
    private readonly TracerProvider? _tracer;

    /// <param name="meterName">Name of the <see cref="GatewayMetrics"/> meter.</param>
    /// <param name="otlp">Root of an OTLP receiver (http/protobuf); <c>/v1/metrics</c> and <c>/v1/traces</c> are appended. Null: nothing is sent.</param>
    /// <param name="version">Our version, sent as a resource attribute.</param>
    public GatewayTelemetry(string meterName, Uri? otlp, string version)
    {
        var resource = ResourceBuilder.CreateEmpty().AddService("sallyport", serviceVersion: version);
        _reader = new BaseExportingMetricReader(_prometheus);
        var meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(meterName)
            .AddMeter("System.Runtime") // observed when asked, so free on the hot path
            .AddMeter("Microsoft.AspNetCore.Server.Kestrel") // counted per connection, not per request
            .AddReader(_reader);
        if (otlp is not null)
        {
            _otlpMetrics = new PeriodicExportingMetricReader(new OtlpMetricExporter(Options(otlp, "metrics")), SendEvery);
            meters.AddReader(_otlpMetrics);
            _tracer = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(ExchangeTracing.SourceName)
                .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(Options(otlp, "traces"))))
                .Build();
        }

        _meters = meters.Build();
    }

    /// <summary>All metrics now, in Prometheus' text format 0.0.4.</summary>
    public byte[] Scrape() => _prometheus.Scrape();

    /// <summary>Type and place of what the last scrape failed with; null if it did not fail, or nobody knows.</summary>
    public string? ScrapeFailure => _prometheus.Failure is { } failure ? $"{failure.GetType().Name} in {failure.TargetSite?.DeclaringType?.Name}.{failure.TargetSite?.Name}" : null;

    /// <summary>Sends what has not been sent yet.</summary>
    /// <returns>False if it did not work in time.</returns>
    public bool Flush(TimeSpan timeout) => // not through the meter provider: its pull reader answers "failed" to everybody but its own exporter
        (_otlpMetrics?.Collect((int)timeout.TotalMilliseconds) ?? true) & (_tracer?.ForceFlush((int)timeout.TotalMilliseconds) ?? true);

    public void Dispose()
    {
        _meters.Dispose();
        _tracer?.Dispose();
        _otlpMetrics?.Dispose();
        _reader.Dispose();
        _prometheus.Dispose();
    }

    private static OtlpExporterOptions Options(Uri otlp, string signal) => new()
    {
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Endpoint = new Uri(otlp.AbsoluteUri.TrimEnd('/') + "/v1/" + signal), // set by code, so the exporter appends nothing itself
        TimeoutMilliseconds = 5_000,
    };
}
