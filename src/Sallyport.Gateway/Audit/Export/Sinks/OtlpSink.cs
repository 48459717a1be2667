using System.Collections;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>OpenTelemetry logs over http/protobuf: the record is the body, what tells it apart are attributes.</summary>
internal sealed class OtlpSink : IExportSink
{
    private readonly ReceiverClient _client;
    private readonly ConfirmingExporter _exporter;
    private readonly BatchLogRecordExportProcessor _queue;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly string _origin;
    private readonly int _timeoutMilliseconds;

    public OtlpSink(OtlpTarget target, TimeSpan timeout, string origin)
    {
        (_origin, _timeoutMilliseconds) = (origin, (int)timeout.TotalMilliseconds);
        _client = new ReceiverClient(allowsPrivate: true, target.Authorities, timeout);
        _exporter = new ConfirmingExporter(new OtlpLogExporter(new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = target.Url,
            TimeoutMilliseconds = _timeoutMilliseconds,
            HttpClientFactory = () => _client.Http,
            Headers = target.Token is { } token ? "authorization=" + Uri.EscapeDataString("Bearer " + token.Reveal()) : "", // set always: the variable with headers is for another receiver
        }));
        _queue = new BatchLogRecordExportProcessor(_exporter, maxQueueSize: 8_192, scheduledDelayMilliseconds: int.MaxValue, _timeoutMilliseconds, maxExportBatchSize: 1_024);
        _loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("sallyport"));
            options.AddProcessor(new Stamp());
            options.AddProcessor(_queue);
        }));
        _logger = _loggers.CreateLogger("sallyport.audit");
    }

    public ValueTask WriteAsync(IReadOnlyList<ExportRecord> records, CancellationToken cancellation)
    {
        _exporter.Begin();
        foreach (var record in records)
        {
            var outgoing = new Outgoing(record, _origin);
            _logger.Log(SeverityOf(record.Leaf.Entry), new EventId(0, record.Type), outgoing, null, static (state, _) => state.Body);
        }

        if (!_queue.ForceFlush(_timeoutMilliseconds)) throw new ExportFaultException("timeout");
        return _exporter.IsConfirmed(records.Count) ? ValueTask.CompletedTask : throw new ExportFaultException("not_accepted");
    }

    public ValueTask DisposeAsync()
    {
        _loggers.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static LogLevel SeverityOf(AuditEntry entry) => entry switch
    {
        { Type: AuditEntryType.Gap } or { Decision: Decision.FailedOpen } => LogLevel.Error,
        { Type: AuditEntryType.Interrupted } or { Decision: Decision.Blocked or Decision.Refused or Decision.Failed } => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    /// <summary>One record as the SDK takes it: a list of attributes.</summary>
    private sealed class Outgoing : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly List<KeyValuePair<string, object?>> _attributes = [];

        public Outgoing(ExportRecord record, string origin)
        {
            var entry = record.Leaf.Entry;
            (Body, At) = (Encoding.UTF8.GetString(record.Text.Span), entry.At.UtcDateTime);
            if (entry.TraceId is { Length: 32 } trace && trace.All(char.IsAsciiHexDigitLower)) TraceId = ActivityTraceId.CreateFromString(trace);
            Add("sallyport.origin", origin);
            Add("sallyport.seq", record.Sequence);
            Add("sallyport.type", record.Type);
            Add("sallyport.node", record.Leaf.Node);
            if (entry.ExchangeId != Guid.Empty) Add("sallyport.exchange", entry.ExchangeId.ToString());
            if (entry.Decision is { } decision) Add("sallyport.decision", EnumWords.Of(decision));
        }

        public string Body { get; }

        public DateTime At { get; }

        public ActivityTraceId TraceId { get; }

        public int Count => _attributes.Count;

        public KeyValuePair<string, object?> this[int index] => _attributes[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private void Add(string name, object value) => _attributes.Add(new(name, value));
    }

    /// <summary>A log record says when it was written; ours says when it happened.</summary>
    private sealed class Stamp : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            if (data.Attributes is not Outgoing outgoing) return;
            (data.Timestamp, data.TraceId) = (outgoing.At, outgoing.TraceId);
        }
    }

    /// <summary>The SDK forgets whether an export worked; a cursor must not.</summary>
    private sealed class ConfirmingExporter(OtlpLogExporter inner) : BaseExporter<LogRecord>
    {
        private long _confirmed;

        public void Begin() => Volatile.Write(ref _confirmed, 0);

        public bool IsConfirmed(int records) => Volatile.Read(ref _confirmed) == records;

        public override ExportResult Export(in Batch<LogRecord> batch)
        {
            var count = batch.Count; // reading the batch empties it
            var result = inner.Export(batch);
            if (result is ExportResult.Success) Interlocked.Add(ref _confirmed, count);
            return result;
        }

        protected override bool OnShutdown(int timeoutMilliseconds) => inner.Shutdown(timeoutMilliseconds);

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
