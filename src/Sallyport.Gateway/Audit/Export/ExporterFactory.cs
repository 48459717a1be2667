using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Gateway.Audit.Export.Sinks;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>Opens the exporter of a definition.</summary>
internal sealed class ExporterFactory(ILedgerStore ledger, GatewayMetrics metrics, TimeProvider time)
{
    public IExporter Open(ExportDefinition definition, ExportProgress progress)
    {
        if (definition.Target is S3Target bucket) return new S3Archive(bucket, definition, ledger, progress, metrics, time);
        var format = FormatOf(definition.Format);
        return new RecordExporter(definition, SinkOf(definition, format), format, ledger, progress, metrics, time);
    }

    internal IRecordFormat FormatOf(ExportFormat format) => format switch
    {
        ExportFormat.Ocsf => new OcsfFormat(ledger.Origin),
        ExportFormat.Cef => new CefFormat(ledger.Origin),
        _ => new LeafFormat(),
    };

    private IExportSink SinkOf(ExportDefinition definition, IRecordFormat format) => definition.Target switch
    {
        FileTarget file => new FileSink(file, time),
        SyslogTarget syslog => new SyslogSink(syslog, format, ledger.Origin, time),
        OtlpTarget otlp => new OtlpSink(otlp, definition.Timeout, ledger.Origin),
        WebhookTarget webhook => new WebhookSink(webhook, definition, format, ledger.Origin, time),
        RabbitMqTarget rabbit => new RabbitMqSink(rabbit, format, ledger.Origin),
        _ => throw new InvalidOperationException($"Nothing exports to {definition.Target.Kind}."),
    };
}
