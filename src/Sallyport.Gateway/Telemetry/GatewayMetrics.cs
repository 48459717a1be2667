using System.Diagnostics.Metrics;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Everything that we count. Tags are words from fixed or configured lists, never from a request, so the number of series is bounded.</summary>
/// <remarks>Calls allocate nothing: at most three tags each, all of them strings that exist already.</remarks>
public sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Sallyport";

    private static readonly string[] Endpoints = [.. Enum.GetNames<Endpoint>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    private static readonly string[] Decisions = ["", .. Enum.GetNames<Decision>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    private static readonly string[] StatusClasses = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];

    private readonly Meter _meter;
    private readonly Counter<long> _requests, _rejections, _fromCache, _attempts, _faults, _tokens, _cost, _findings, _reloads, _auditEntries, _exported, _exportFailures, _unrecorded, _alerts, _alertsDropped, _alertsDelivered, _alertFailures, _contents, _fallbacks;
    private readonly Histogram<double> _firstByte, _overhead, _auditCommit;
    private int _openExchanges, _openStreams;
    private Func<(int Condition, int DiskUsedPercent)>? _ledger;

    /// <param name="meterName">Another name keeps two gateways in one process apart.</param>
    public GatewayMetrics(string meterName = MeterName)
    {
        _meter = new Meter(meterName);
        _requests = _meter.CreateCounter<long>("sallyport.requests", null, "Exchanges that ended, by endpoint, decision and class of the status that the client got");
        _rejections = _meter.CreateCounter<long>("sallyport.rejections", null, "Exchanges that ended with a rejection of ours, by code");
        _fromCache = _meter.CreateCounter<long>("sallyport.cache.hits", null, "Exchanges that were answered from the cache");
        _attempts = _meter.CreateCounter<long>("sallyport.upstream.attempts", null, "Tries against upstreams");
        _faults = _meter.CreateCounter<long>("sallyport.upstream.faults", null, "Tries that an upstream failed, by the leg that failed");
        _fallbacks = _meter.CreateCounter<long>("sallyport.upstream.fallbacks", null, "Requests that went on from an upstream to another one, by the upstream that was left and why");
        _firstByte = Seconds("sallyport.upstream.first_byte", "From the start of a try to the head of the answer", [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]);
        _tokens = _meter.CreateCounter<long>("sallyport.tokens", null, "Tokens that upstreams reported, by direction and provider");
        _cost = _meter.CreateCounter<long>("sallyport.cost", "nano_usd", "Known cost of exchanges, in nano-USD, by provider");
        _findings = _meter.CreateCounter<long>("sallyport.findings", null, "What detectors found and what was done, by detector, action and direction");
        _overhead = Seconds("sallyport.overhead", "Time that the gateway itself took before the request left", [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1]);
        _auditCommit = Seconds("sallyport.audit.commit", "Time to make a batch of audit entries durable", [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5]);
        _auditEntries = _meter.CreateCounter<long>("sallyport.audit.entries", null, "Audit entries made durable");
        _exported = _meter.CreateCounter<long>("sallyport.audit.export.records", null, "Records handed over, by export");
        _exportFailures = _meter.CreateCounter<long>("sallyport.audit.export.failures", null, "Attempts to hand records over that failed, by export");
        _unrecorded = _meter.CreateCounter<long>("sallyport.audit.unrecorded", null, "Exchanges that passed without a record because audit.on_failure is allow_with_gap");
        _alerts = _meter.CreateCounter<long>("sallyport.alerts", null, "Alerts raised by this node, by kind");
        _alertsDropped = _meter.CreateCounter<long>("sallyport.alerts.dropped", null, "Deliveries that found the queue of their channel full");
        _alertsDelivered = _meter.CreateCounter<long>("sallyport.alerts.delivered", null, "Alerts that a receiver took, by channel");
        _alertFailures = _meter.CreateCounter<long>("sallyport.alerts.failures", null, "Attempts to deliver an alert that failed, by channel");
        _contents = _meter.CreateCounter<long>("sallyport.audit.content", null, "Halves of exchanges whose texts audit.capture names, by what became of them: kept or lost");
        _reloads = _meter.CreateCounter<long>("sallyport.config.reloads", null, "Reloads of the configuration, by result");
        _meter.CreateObservableUpDownCounter("sallyport.exchanges.open", () => Volatile.Read(ref _openExchanges), null, "Exchanges open now");
        _meter.CreateObservableUpDownCounter("sallyport.streams.open", () => Volatile.Read(ref _openStreams), null, "Answers streaming now");
        _meter.CreateObservableUpDownCounter("sallyport.audit.condition", () => _ledger?.Invoke().Condition ?? 0, null, "0: the record can be written. 1: its disk is full. 2: writing fails. 3: it was changed under the gateway");
        _meter.CreateObservableUpDownCounter("sallyport.disk.used_percent", () => _ledger?.Invoke().DiskUsedPercent ?? -1, null, "Use of the file system of the data directory; -1 before the first look");
    }

    /// <summary>From now on the state of the record is among the figures.</summary>
    public void Watch(LedgerState ledger) => _ledger = () => ((int)ledger.Condition, ledger.DiskUsedPercent);

    /// <summary>Texts that a capture policy names were kept.</summary>
    public void ContentKept(int halves) => _contents.Add(halves, Tag("result", "kept"));

    public void ContentLost(int halves) => _contents.Add(halves, Tag("result", "lost"));

    /// <summary>One exchange passed without a record.</summary>
    public void Unrecorded() => _unrecorded.Add(1);

    /// <summary>Exchanges open now; draining waits until none is.</summary>
    public int OpenExchanges => Volatile.Read(ref _openExchanges);

    public void ExchangeOpened() => Interlocked.Increment(ref _openExchanges);

    /// <summary>An exchange was answered from the cache.</summary>
    public void FromCache() => _fromCache.Add(1);

    /// <summary>Call once for each <see cref="ExchangeOpened"/>, whatever became of the exchange.</summary>
    public void ExchangeClosed() => Interlocked.Decrement(ref _openExchanges);

    public void StreamOpened() => Interlocked.Increment(ref _openStreams);

    public void StreamClosed() => Interlocked.Decrement(ref _openStreams);

    /// <param name="endpoint">Null where no endpoint was recognised.</param>
    /// <param name="status">HTTP status that the client got; 0 if it was gone.</param>
    public void ExchangeEnded(Endpoint? endpoint, Decision decision, int status) => _requests.Add(
        1,
        Tag("endpoint", endpoint is { } e ? Endpoints[(int)e] : "none"),
        Tag("decision", Decisions[(int)decision]),
        Tag("status", status is >= 100 and < 600 ? StatusClasses[status / 100] : "none"));

    /// <param name="code">A rejection's code, as in docs/errors.md.</param>
    public void Rejected(string code) => _rejections.Add(1, Tag("code", code));

    /// <summary>One try whose answer's head arrived.</summary>
    public void AttemptAnswered(string upstream, TimeSpan firstByte)
    {
        _attempts.Add(1, Tag("upstream", upstream));
        _firstByte.Record(firstByte.TotalSeconds, Tag("upstream", upstream));
    }

    /// <summary>One try that failed before the answer's head arrived.</summary>
    /// <param name="code">The rejection's code that names the leg: <c>upstream_connect_failed</c>.</param>
    public void AttemptFailed(string upstream, string code)
    {
        _attempts.Add(1, Tag("upstream", upstream));
        Faulted(upstream, code);
    }

    /// <summary>A request goes on to another upstream, or passes one over.</summary>
    /// <param name="reason">A rejection's code, or "status_429", "status_5xx" and "credential" for answers.</param>
    public void FellBack(string upstream, string reason) => _fallbacks.Add(1, Tag("upstream", upstream), Tag("reason", reason));

    /// <summary>Shows how breakers stand. Call once.</summary>
    /// <param name="read">Upstream, and 0 closed, 1 trying, 2 open: the worst of its breakers.</param>
    public void ObserveBreakers(Func<IEnumerable<(string Upstream, int State)>> read) => _meter.CreateObservableGauge(
        "sallyport.upstream.breaker", () => read().Select(b => new Measurement<int>(b.State, Tag("upstream", b.Upstream))), null, "How the worst breaker of an upstream stands. 0: everything passes. 1: one request is trying. 2: open");

    /// <summary>A fault in the middle of an answer.</summary>
    public void Faulted(string upstream, string code) => _faults.Add(1, Tag("upstream", upstream), Tag("code", code));

    /// <param name="costNanoUsd">Null if unknown.</param>
    public void Used(string provider, TokenUsage usage, long? costNanoUsd)
    {
        if (usage.Input is > 0 and var input) _tokens.Add(input, Tag("direction", "input"), Tag("provider", provider));
        if (usage.CachedInput is > 0 and var cached) _tokens.Add(cached, Tag("direction", "cached_input"), Tag("provider", provider));
        if (usage.Output is > 0 and var output) _tokens.Add(output, Tag("direction", "output"), Tag("provider", provider));
        if (usage.Reasoning is > 0 and var reasoning) _tokens.Add(reasoning, Tag("direction", "reasoning"), Tag("provider", provider));
        if (costNanoUsd is > 0 and var cost) _cost.Add(cost, Tag("provider", provider));
    }

    /// <param name="detector">Detector id, from the configuration.</param>
    /// <param name="action">As in <see cref="FindingCount.Action"/>.</param>
    /// <param name="direction">"request" or "response".</param>
    public void Found(string detector, string action, string direction, int count) =>
        _findings.Add(count, Tag("detector", detector), Tag("action", action), Tag("direction", direction));

    public void Overhead(TimeSpan time) => _overhead.Record(time.TotalSeconds);

    /// <summary>One group commit of the audit store.</summary>
    public void AuditCommitted(TimeSpan time, int entries)
    {
        _auditCommit.Record(time.TotalSeconds);
        _auditEntries.Add(entries);
    }

    /// <param name="export">Name in the configuration.</param>
    public void Exported(string export, int records) => _exported.Add(records, Tag("export", export));

    public void ExportFailed(string export) => _exportFailures.Add(1, Tag("export", export));

    /// <summary>Shows how far exports lag behind. Call once.</summary>
    public void ObserveExports(Func<IReadOnlyList<ExportStatus>> read)
    {
        _meter.CreateObservableGauge("sallyport.audit.export.lag", () => read().Select(s => new Measurement<long>(s.LagRecords, Tag("export", s.Name))), null, "Records that wait to be handed over, by export");
        _meter.CreateObservableGauge("sallyport.audit.export.lag_time", () => read().Select(s => new Measurement<double>(s.LagSeconds, Tag("export", s.Name))), "s", "Age of the oldest record that waits, by export");
    }

    /// <param name="kind">"budget", "stop" or "stop_lifted".</param>
    /// <param name="dropped">Channels whose queue was full.</param>
    public void AlertRaised(string kind, int dropped)
    {
        _alerts.Add(1, Tag("kind", kind));
        if (dropped > 0) _alertsDropped.Add(dropped);
    }

    /// <param name="channel">Name in the configuration.</param>
    public void AlertDelivered(string channel) => _alertsDelivered.Add(1, Tag("channel", channel));

    public void AlertFailed(string channel) => _alertFailures.Add(1, Tag("channel", channel));

    /// <summary>Shows which of those outside who keep the log honest give no answer. Call once for each kind.</summary>
    /// <param name="kind">"witnesses" or "anchors".</param>
    public void ObserveOutside(string kind, Func<IEnumerable<(string Name, bool IsFailing)>> read) => _meter.CreateObservableGauge(
        $"sallyport.audit.{kind}.failing", () => read().Select(s => new Measurement<int>(s.IsFailing ? 1 : 0, Tag("name", s.Name))), null, $"1 for each of the {kind} that does not take checkpoints now, by name");

    public void ConfigurationReloaded(bool accepted) => _reloads.Add(1, Tag("result", accepted ? "ok" : "refused"));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private Histogram<double> Seconds(string name, string description, double[] boundaries) =>
        _meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
