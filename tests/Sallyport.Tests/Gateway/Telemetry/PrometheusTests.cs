using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Settlement;
using Sallyport.Gateway.Telemetry;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Gateway.Telemetry;

public sealed partial class PrometheusTests
{
    [Fact]
    public void Every_line_of_a_scrape_is_well_formed_and_every_series_has_its_type()
    {
        var samples = Parse(Scrape(Use));

        Assert.Equal(2, samples["""sallyport_requests_total{decision="redacted",endpoint="create_message",status="2xx"}"""]);
        Assert.Equal(1, samples["""sallyport_requests_total{decision="refused",endpoint="none",status="4xx"}"""]);
        Assert.Equal(1, samples["""sallyport_rejections_total{code="key_invalid"}"""]);
        Assert.Equal(2, samples["""sallyport_upstream_attempts_total{upstream="openai-eu"}"""]);
        Assert.Equal(1, samples["""sallyport_upstream_faults_total{code="upstream_connect_failed",upstream="openai-eu"}"""]);
        Assert.Equal(1, samples["""sallyport_upstream_first_byte_seconds_count{upstream="openai-eu"}"""]);
        Assert.Equal(0.3, samples["""sallyport_upstream_first_byte_seconds_sum{upstream="openai-eu"}"""], 6);
        Assert.Equal(0, samples["""sallyport_upstream_first_byte_seconds_bucket{le="0.25",upstream="openai-eu"}"""]);
        Assert.Equal(1, samples["""sallyport_upstream_first_byte_seconds_bucket{le="0.5",upstream="openai-eu"}"""]);
        Assert.Equal(1, samples["""sallyport_upstream_first_byte_seconds_bucket{le="+Inf",upstream="openai-eu"}"""]);
        Assert.Equal(100, samples["""sallyport_tokens_total{direction="input",provider="openai"}"""]);
        Assert.Equal(20, samples["""sallyport_tokens_total{direction="output",provider="openai"}"""]);
        Assert.Equal(700, samples["""sallyport_cost_nano_usd_total{provider="openai"}"""]);
        Assert.Equal(3, samples["""sallyport_findings_total{action="redact",detector="email",direction="request"}"""]);
        Assert.Equal(1, samples["sallyport_exchanges_open"]);
        Assert.Equal(0, samples["sallyport_streams_open"]);
        Assert.Equal(1, samples["sallyport_audit_commit_seconds_count"]);
        Assert.Equal(5, samples["sallyport_audit_entries_total"]);
        Assert.Equal(1, samples["""sallyport_config_reloads_total{result="refused"}"""]);
        Assert.Contains(samples.Keys, k => k.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
    }

    [Fact]
    public void A_label_cannot_break_out_of_its_line() =>
        Assert.Equal(1, Parse(Scrape(m => m.Rejected("a\"} 1\nevil{x=\"\\")))["""sallyport_rejections_total{code="a\"} 1\nevil{x=\"\\"}"""]);

    [Theory]
    [InlineData("sallyport.overhead", "s", "histogram", "sallyport_overhead_seconds")]
    [InlineData("sallyport.requests", "", "counter", "sallyport_requests_total")]
    [InlineData("dotnet.thread_pool.thread.count", "{thread}", "gauge", "dotnet_thread_pool_thread_number")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    public void Names_follow_the_customs_of_prometheus(string name, string unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, kind));

    [Fact]
    public void Counting_does_not_allocate()
    {
        var name = "Sallyport.Test." + Guid.CreateVersion7();
        using var metrics = new GatewayMetrics(name);
        using var telemetry = new GatewayTelemetry(name, null, "test");
        var least = Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 1_000; i++) Use(metrics);
        });
        Assert.InRange(least, 0, 1_000);
    }

    [Fact]
    public void Readiness_needs_every_part_and_ends_with_draining()
    {
        var readiness = new Readiness();
        foreach (var part in (ReadyParts[])[ReadyParts.Configuration, ReadyParts.Store, ReadyParts.Keys])
        {
            readiness.Set(part, true);
            Assert.False(readiness.IsReady);
        }

        readiness.Set(ReadyParts.WarmUp, true);
        Assert.True(readiness.IsReady);
        readiness.Set(ReadyParts.Store, false);
        Assert.Equal("""{"ready":false,"waiting_for":["store"]}""", Encoding.UTF8.GetString(readiness.Describe()));
        readiness.Set(ReadyParts.Store, true);
        readiness.Drain();
        Assert.False(readiness.IsReady);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-nonsense", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx: y", null)]
    [InlineData(null, null)]
    public void Without_a_span_a_sound_traceparent_goes_on_and_any_other_does_not(string? header, string? trace)
    {
        Assert.Equal(trace, ExchangeTracing.TraceIdOf(null, header));
        Assert.Equal(trace is null ? null : header, ExchangeTracing.Outgoing(null, header));
    }

    [Fact]
    public void A_figure_that_cannot_be_read_takes_no_other_with_it()
    {
        var samples = Parse(Scrape(metrics =>
        {
            Use(metrics);
            metrics.ObserveBreakers(() => throw new InvalidOperationException("of the test"));
        }));
        Assert.Equal(1, samples["""sallyport_rejections_total{code="key_invalid"}"""]);
    }

    private static void Use(GatewayMetrics metrics)
    {
        metrics.ExchangeOpened();
        metrics.ExchangeEnded(Endpoint.CreateMessage, Decision.Redacted, 200);
        metrics.ExchangeEnded(Endpoint.CreateMessage, Decision.Redacted, 200);
        metrics.ExchangeEnded(null, Decision.Refused, 401);
        metrics.Rejected("key_invalid");
        metrics.AttemptFailed("openai-eu", "upstream_connect_failed");
        metrics.AttemptAnswered("openai-eu", TimeSpan.FromMilliseconds(300));
        metrics.Used("openai", new TokenUsage(100, 20), 700);
        metrics.Found("email", "redact", "request", 3);
        metrics.Overhead(TimeSpan.FromMicroseconds(80));
        metrics.AuditCommitted(TimeSpan.FromMilliseconds(2), 5);
        metrics.ConfigurationReloaded(accepted: false);
    }

    private static string Scrape(Action<GatewayMetrics> use)
    {
        var name = "Sallyport.Test." + Guid.CreateVersion7();
        using var metrics = new GatewayMetrics(name);
        using var telemetry = new GatewayTelemetry(name, null, "test");
        use(metrics);
        return Encoding.UTF8.GetString(telemetry.Scrape());
    }

    /// <summary>Reads the format as its specification has it; any line that does not fit fails the test.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>();
        var types = new Dictionary<string, string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (TypeLine().Match(line) is { Success: true } type)
            {
                Assert.True(types.TryAdd(type.Groups[1].Value, type.Groups[2].Value), "a second type for " + line);
                continue;
            }

            if (HelpLine().IsMatch(line)) continue;
            var match = SampleLine().Match(line);
            Assert.True(match.Success, "not a line of the format: " + line);
            var name = match.Groups["name"].Value;
            Assert.True(types.ContainsKey(name) || types.GetValueOrDefault(HistogramSuffix().Replace(name, "")) == "histogram", "no type for " + line);
            var value = match.Groups["value"].Value;
            var labels = match.Groups["label"].Captures.Select(c => c.Value).Order(StringComparer.Ordinal).ToArray();
            var number = value is "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture);
            Assert.True(samples.TryAdd(name + (labels.Length == 0 ? "" : "{" + string.Join(',', labels) + "}"), number), "a second value for " + line);
        }

        return samples;
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*$")]
    private static partial Regex HelpLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"),?)*\})? (?<value>[-+0-9.eE]+|\+Inf|NaN)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();
}
