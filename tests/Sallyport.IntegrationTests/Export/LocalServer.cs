using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.IntegrationTests.Export;

/// <summary>A server program of the system, on a free loopback port, ended with the test.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _printed = new();

    private LocalServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <param name="program">Found on the path, or absolute. A missing one fails the test: a check that does not run is no check.</param>
    /// <param name="arguments">Given the port.</param>
    public static async Task<LocalServer> StartAsync(string program, Func<int, IEnumerable<string>> arguments, Func<int, IEnumerable<(string Name, string Value)>>? environment = null, int? port = null, TimeSpan? limit = null)
    {
        var own = port ?? FreePort();
        var start = new ProcessStartInfo(program, arguments(own)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment?.Invoke(own) ?? []) start.Environment[name] = value;
        var server = new LocalServer(new Process { StartInfo = start }, own);
        server._process.OutputDataReceived += server.Keep;
        server._process.ErrorDataReceived += server.Keep;
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await server.UntilItListensAsync(program, limit ?? TimeSpan.FromSeconds(90));
        return server;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task UntilItListensAsync(string program, TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(began) < limit)
            {
                await Task.Delay(50);
            }
            catch (SocketException e)
            {
                await DisposeAsync();
                lock (_printed) throw new InvalidOperationException($"{program} does not listen. It printed:\n{_printed}", e);
            }
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_printed) _printed.AppendLine(line.Data);
    }
}
