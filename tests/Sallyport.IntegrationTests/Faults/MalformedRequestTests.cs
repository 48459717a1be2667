using System.Collections.Concurrent;
using System.Diagnostics;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Requests that are wrong in form.</summary>
public sealed class MalformedRequestTests
{
    private const int Count = 10_000, Workers = 8;

    [Fact]
    public async Task Ten_thousand_malformed_requests_get_4xx_only_and_reach_no_upstream()
    {
        await using var gateway = await FaultGateway.StartAsync();
        var before = gateway.ResidentKiB();
        var seed = Random.Shared.Next();
        var (statuses, wrong) = (new ConcurrentDictionary<(string Class, int Status), int>(), new ConcurrentQueue<string>());
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var requests = new MalformedRequests(seed + worker, gateway.Key);
            for (var i = worker; i < Count && wrong.Count < 20; i += Workers)
            {
                var request = requests.Next();
                int status;
                string text;
                try
                {
                    (status, text) = await RawHttp.SendAsync(gateway.Server.Url.Port, request.Bytes, TimeSpan.FromSeconds(15));
                }
                catch (TimeoutException e)
                {
                    (status, text) = (-1, e.Message);
                }

                statuses.AddOrUpdate((request.Class, status), 1, (_, n) => n + 1);
                var right = status is >= 400 and < 500 || (status == 0 && request.MayClose);
                if (!right) wrong.Enqueue($"{request.Class}: {text[..Math.Min(160, text.Length)]} for {System.Text.Encoding.Latin1.GetString(request.Bytes[..Math.Min(700, request.Bytes.Length)])}");
            }
        })));
        var took = Stopwatch.GetElapsedTime(began);

        // Clients that leave in the middle of what they send.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => LeaveEarlyAsync(gateway, RawHttp.Post(Surface.All[0].Path(false), gateway.Key, Surface.All[0].Body("hello", false)), i)));
        var after = gateway.ResidentKiB();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {took.TotalSeconds:F1} s, memory {before} -> {after} KiB; " + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key.Class} {s.Key.Status}: {s.Value}")));

        Assert.True(wrong.IsEmpty, $"seed {seed}:\n" + string.Join("\n\n", wrong));
        Assert.True(gateway.Upstream.Requests.Count == 0, string.Join("\n", gateway.Upstream.Requests.Take(5).Select(r => r.Method + " " + r.Path + r.Query + " " + r.Text)));
        Assert.True(took < TimeSpan.FromSeconds(40), $"took {took}");
        Assert.InRange(after, 0, 700 * 1_024);
        using var client = gateway.Client();
        foreach (var surface in Surface.All)
        {
            using var response = await client.SendAsync(surface.Request(gateway.Key, "hello", stream: false));
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.DoesNotContain("\"LogLevel\":\"Error\"", gateway.Server.StandardError, StringComparison.Ordinal);
    }

    private static async Task LeaveEarlyAsync(FaultGateway gateway, byte[] request, int i)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, gateway.Server.Url.Port);
        await socket.SendAsync(request.AsMemory(0, (request.Length - 1) * i / 200));
    }
}
