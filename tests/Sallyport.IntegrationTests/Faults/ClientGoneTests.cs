using System.Diagnostics;
using Sallyport.Gateway.Audit;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Clients that leave before their answer ends.</summary>
public sealed class ClientGoneTests
{
    [Fact]
    public async Task The_upstream_is_cancelled_within_a_second_and_the_result_is_recorded_with_the_usage_so_far()
    {
        await using var gateway = await FaultGateway.StartAsync();
        using var client = gateway.Client();
        foreach (var surface in Surface.All)
        {
            foreach (var stream in (bool[])[false, true])
            {
                var (arrived, aborted) = (new TaskCompletionSource(), new TaskCompletionSource<long>());
                gateway.Upstream.Reply = async exchange =>
                {
                    exchange.Context.RequestAborted.Register(() => aborted.TrySetResult(Stopwatch.GetTimestamp()));
                    if (stream) await FaultGateway.StreamAsync(exchange, surface, surface.Opening() + surface.Delta("first"));
                    arrived.SetResult();
                    await exchange.StallAsync();
                };
                using var gone = new CancellationTokenSource();
                using var request = surface.Request(gateway.Key, "hello", stream);
                var asking = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone.Token);
                await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
                if (stream) (await asking).Dispose();
                await gone.CancelAsync();
                var left = Stopwatch.GetTimestamp();

                var cancelled = await aborted.Task.WaitAsync(TimeSpan.FromSeconds(5));
                Assert.True(Stopwatch.GetElapsedTime(left, cancelled) < TimeSpan.FromSeconds(1), $"{surface} {stream}: {Stopwatch.GetElapsedTime(left, cancelled)}");
                AuditEntry? result = null;
                await FaultGateway.Until(async () => (result = (await gateway.RecordAsync())[^1].Entry).Type == AuditEntryType.Result, TimeSpan.FromSeconds(5), "result");
                Assert.Equal((Decision.Failed, "client_gone"), (result!.Decision, result.Rejection));
                if (stream) Assert.Equal(surface.EarlyInputTokens, result.InputTokens);
            }
        }
    }
}
