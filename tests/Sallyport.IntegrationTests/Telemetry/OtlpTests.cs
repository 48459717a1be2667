using System.Text;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Telemetry;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.IntegrationTests.Telemetry;

public sealed class OtlpTests
{
    [Fact]
    public async Task Metrics_and_spans_reach_the_receiver_and_a_clients_trace_goes_on()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var metrics = new GatewayMetrics("Sallyport.Test.Otlp");
        using var telemetry = new GatewayTelemetry("Sallyport.Test.Otlp", receiver.Address, "1.2.3");
        const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        metrics.ExchangeEnded(Endpoint.ChatCompletions, Decision.Allowed, 200);
        using (var span = ExchangeTracing.Start("POST /v1/chat/completions", Traceparent))
        {
            Assert.NotNull(span);
            Assert.Equal("0af7651916cd43dd8448eb211c80319c", ExchangeTracing.TraceIdOf(span, Traceparent));
            var outgoing = ExchangeTracing.Outgoing(span, Traceparent)!;
            Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", outgoing, StringComparison.Ordinal);
            Assert.NotEqual(Traceparent, outgoing);
            ExchangeTracing.End(span, 200, null, "openai");
        }

        Assert.True(telemetry.Flush(TimeSpan.FromSeconds(10)));
        Assert.Equal(["/v1/metrics", "/v1/traces"], receiver.Received.Select(r => r.Path).Distinct().Order(StringComparer.Ordinal));
        Assert.All(receiver.Received, r => Assert.Equal("application/x-protobuf", r.ContentType));
        Assert.Contains(receiver.Received, r => Encoding.UTF8.GetString(r.Body).Contains("sallyport.requests", StringComparison.Ordinal));
        Assert.Contains(receiver.Received, r => Encoding.UTF8.GetString(r.Body).Contains("POST /v1/chat/completions", StringComparison.Ordinal));
    }
}
