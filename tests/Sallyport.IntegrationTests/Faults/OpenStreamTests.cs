using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sallyport.Gateway.Audit;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>Many streams at once: idle, slow, unread, and when the process is told to stop.</summary>
public sealed class OpenStreamTests
{
    private const int Streams = 500, SlowReaders = 200;

    [Fact]
    public async Task Five_hundred_slow_streams_take_flat_memory_and_a_stop_lets_them_end_or_says_why()
    {
        await using var gateway = await FaultGateway.StartAsync(environment: new Dictionary<string, string> { ["SALLYPORT_DRAIN_SECONDS"] = "12" });
        using var client = gateway.Client();
        await AskAllOnceAsync(gateway, client);
        var finish = new TaskCompletionSource();
        var turn = -1;
        gateway.Upstream.Reply = async exchange =>
        {
            var surface = Surface.OfUpstream(exchange.Request.Path, exchange.Request.Query);
            var ends = Interlocked.Increment(ref turn) % 2 == 0;
            await FaultGateway.StreamAsync(exchange, surface, surface.Opening());
            while (!finish.Task.IsCompleted || !ends)
            {
                await exchange.PieceAsync(surface.Delta("word "));
                if (ends) await Task.WhenAny(finish.Task, Task.Delay(500, exchange.Context.RequestAborted));
                else await Task.Delay(500, exchange.Context.RequestAborted);
            }

            await exchange.PieceAsync(surface.Closing());
        };

        // 1. They open, and then only drip.
        var before = gateway.ResidentKiB();
        var responses = await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => OpenAsync(client, gateway, Surface.All[i % Surface.All.Count])));
        var reading = responses.Select(r => r.Response.Content.ReadAsStringAsync()).ToArray();
        await FaultGateway.Until(() => turn == Streams - 1, TimeSpan.FromSeconds(10), "all streams are open");
        await Task.Delay(1_000); // a warm-up of two events each
        var opened = gateway.ResidentKiB();
        await Task.Delay(3_000); // the time over which memory must stay flat
        var later = gateway.ResidentKiB();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Streams} streams: {(opened - before) / (double)Streams:F1} KiB each, {later - opened} KiB more after 3 s");
        Assert.InRange(later - opened, long.MinValue, 16 * 1_024);
        Assert.InRange((opened - before) / Streams, long.MinValue, 192); // Debug build, one heap growth included; bench/ holds the tight figure

        // 2. The stop: not ready at once, no new exchange, in each dialect's words.
        gateway.Server.BeginTerminate();
        using var admin = gateway.Server.CreateAdminClient();
        await FaultGateway.Until(async () => (await admin.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1), "readiness is off");
        foreach (var surface in Surface.All)
        {
            using var refused = await client.SendAsync(surface.Request(gateway.Key, "hello", stream: false));
            Assert.Equal((503, "draining"), ((int)refused.StatusCode, surface.CodeOf(await refused.Content.ReadAsStringAsync())));
            Assert.True(refused.Headers.ConnectionClose);
        }

        // 3. Half of the streams end by themselves, the other half hears why it ends.
        finish.SetResult();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAny(Task.WhenAll(reading), Task.Delay(TimeSpan.FromSeconds(20)));
        var code = await gateway.Server.WaitForExitAsync(TimeSpan.FromSeconds(20));
        TestContext.Current.TestOutputHelper?.WriteLine($"stopped after {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
        var broken = reading.Select((task, i) => (task, i)).Where(r => !r.task.IsCompletedSuccessfully).GroupBy(r => Surface.All[r.i % Surface.All.Count].Name).Select(g => $"{g.Key} {g.Count()}").ToArray();
        Assert.True(broken.Length == 0, string.Join(", ", broken) + gateway.Server.StandardError);
        var texts = await Task.WhenAll(reading);
        Assert.Equal(0, code);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(15));
        var whole = 0;
        for (var i = 0; i < Streams; i++)
        {
            var surface = Surface.All[i % Surface.All.Count];
            if (texts[i].EndsWith(surface.Name == "complete" ? "data: [DONE]\n\n" : surface.Closing(), StringComparison.Ordinal)) whole++;
            else Assert.Equal("draining", surface.CodeOfEnd(texts[i]));
        }

        Assert.Equal(Streams / 2, whole);
        var results = (await gateway.RecordAsync()).Where(e => e.Entry.Type == AuditEntryType.Result).GroupBy(e => e.Entry.ExchangeId).ToDictionary(g => g.Key, g => g.Single().Entry);
        Assert.Equal(Streams / 2, responses.Count(r => results[FaultGateway.IdOf(r.Response)].Rejection == "draining"));
        Assert.Equal(Streams / 2, responses.Count(r => results[FaultGateway.IdOf(r.Response)].Rejection is null));
        foreach (var (response, request) in responses)
        {
            response.Dispose();
            request.Dispose();
        }
    }

    [Fact]
    public async Task Clients_that_do_not_read_take_bounded_memory_and_their_upstreams_are_paused_then_cancelled()
    {
        await using var gateway = await FaultGateway.StartAsync();
        using var warm = gateway.Client();
        await AskAllOnceAsync(gateway, warm);
        long sent = 0;
        var surface = Surface.All[0];
        var piece = Encoding.UTF8.GetBytes(surface.Delta(new string('w', 8_000)));
        gateway.Upstream.Reply = async exchange =>
        {
            exchange.Socket.SendBufferSize = 65_536; // what the system keeps on this side is not the point
            await FaultGateway.StreamAsync(exchange, surface, surface.Opening());
            while (true)
            {
                await exchange.PieceAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
                await Task.Yield(); // 200 loops that never wait once their client is gone would keep everybody from hearing that it is
            }
        };

        var before = gateway.ResidentKiB();
        var sockets = new List<Socket>();
        for (var i = 0; i < SlowReaders; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Server.Url.Port);
            await socket.SendAsync(RawHttp.Post(surface.Path(stream: true), gateway.Key, surface.Body("hello", stream: true)));
            sockets.Add(socket);
        }

        using var stop = new CancellationTokenSource();
        var dripping = DripAsync(sockets, stop.Token);
        await FaultGateway.Until(() => gateway.Upstream.Requests.Count >= SlowReaders, TimeSpan.FromSeconds(20), "all are open");
        var most = 0L;
        await FaultGateway.Until(async () =>
        {
            most = Math.Max(most, gateway.ResidentKiB());
            await Task.Delay(200);
            return gateway.Upstream.Aborted >= SlowReaders;
        }, TimeSpan.FromSeconds(45), "all upstreams are cancelled");
        TestContext.Current.TestOutputHelper?.WriteLine($"{SlowReaders} readers at 1 byte/s: {most - before} KiB more at most, {sent / SlowReaders / 1_024} KiB sent to each");
        Assert.InRange(most - before, long.MinValue, 160 * 1_024);

        await stop.CancelAsync();
        await dripping;
        foreach (var socket in sockets) socket.Dispose();
        await FaultGateway.Until(async () => (await gateway.RecordAsync()).Count(e => e.Entry is { Type: AuditEntryType.Result, Rejection: "client_gone", Decision: Decision.Failed }) == SlowReaders, TimeSpan.FromSeconds(10), "all results are recorded");
        await AskAllOnceAsync(gateway, warm);
    }

    private static async Task AskAllOnceAsync(FaultGateway gateway, HttpClient client)
    {
        var reply = gateway.Upstream.Reply;
        gateway.Upstream.Reply = FaultGateway.ReplyWellAsync;
        foreach (var surface in Surface.All)
        {
            using var request = surface.Request(gateway.Key, "hello", stream: true);
            using var response = await client.SendAsync(request);
            Assert.Equal(200, (int)response.StatusCode);
        }

        gateway.Upstream.Reply = reply;
    }

    private static async Task<(HttpResponseMessage Response, HttpRequestMessage Request)> OpenAsync(HttpClient client, FaultGateway gateway, Surface surface)
    {
        var request = surface.Request(gateway.Key, "hello", stream: true);
        return (await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead), request);
    }

    private static async Task DripAsync(List<Socket> sockets, CancellationToken stop)
    {
        var one = new byte[1];
        while (!stop.IsCancellationRequested)
        {
            foreach (var socket in sockets)
            {
                try
                {
                    if (socket.Available > 0) socket.Receive(one);
                }
                catch (SocketException)
                {
                    // cut, as it should be
                }
            }

            await Task.WhenAny(Task.Delay(1_000, stop));
        }
    }
}
