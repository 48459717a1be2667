using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>A proxy that opens tunnels. Names are resolved here: every name leads to this machine.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ConnectProxy(string? authorization = null)
    {
        _listener.Start();
        _serving = ServeAsync(authorization);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What was asked for: <c>CONNECT api.example.com:443</c>, with the credential if one came.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(string? authorization)
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_stop.Token), authorization));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task TunnelAsync(TcpClient client, string? authorization)
    {
        using var accepted = client;
        try
        {
            var near = client.GetStream();
            while (true)
            {
                var head = new StringBuilder();
                var one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    if (await near.ReadAsync(one, _stop.Token) == 0) return;
                    head.Append((char)one[0]);
                }

                var lines = head.ToString().Split("\r\n");
                Asked.Enqueue(lines[0].Split(" HTTP/")[0] + (lines.FirstOrDefault(l => l.StartsWith("Proxy-Authorization: ", StringComparison.OrdinalIgnoreCase)) is { } sent ? " " + sent["Proxy-Authorization: ".Length..] : ""));
                if (authorization is not null && !lines.Contains("Proxy-Authorization: " + authorization, StringComparer.OrdinalIgnoreCase))
                {
                    await near.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                    continue;
                }

                using var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, int.Parse(lines[0].Split(' ')[1].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), _stop.Token);
                await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
                await Task.WhenAny(near.CopyToAsync(far.GetStream(), _stop.Token), far.GetStream().CopyToAsync(near, _stop.Token));
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One of the two has gone.
        }
    }
}
