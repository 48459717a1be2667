using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Testing;

/// <summary>One exchange of a <see cref="FakeUpstream"/>: the request, and the ways in which it can be answered, well or badly.</summary>
public sealed class UpstreamExchange(HttpContext context, RecordedRequest request)
{
    public RecordedRequest Request => request;
    public HttpContext Context => context;

    /// <summary>The connection itself, for answers that no server would send. The exchange must end with <see cref="Reset"/> or <see cref="Close"/>.</summary>
    public Socket Socket => (context.Features.Get<IConnectionSocketFeature>() ?? throw new InvalidOperationException("Not a socket.")).Socket;

    public async Task JsonAsync(string json, int status = 200, params (string Name, string Value)[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Begin(status, "application/json", headers);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Sends the head of an event stream.</summary>
    public Task BeginStreamAsync(params (string Name, string Value)[] headers)
    {
        Begin(200, "text/event-stream; charset=utf-8", headers);
        return context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes one piece, which arrives by itself if the reader is waiting.</summary>
    public Task PieceAsync(string text) => PieceAsync(Encoding.UTF8.GetBytes(text));

    public async Task PieceAsync(ReadOnlyMemory<byte> bytes)
    {
        context.RequestAborted.ThrowIfCancellationRequested(); // the server takes writes to nobody without a word
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>A whole event stream in pieces cut at the given lengths, over and over: <c>[1]</c> sends byte by byte.</summary>
    /// <param name="sse">All events.</param>
    /// <param name="splits">Lengths of the pieces; empty sends everything at once.</param>
    public async Task StreamAsync(string sse, params int[] splits)
    {
        if (!context.Response.HasStarted) await BeginStreamAsync();
        var bytes = Encoding.UTF8.GetBytes(sse).AsMemory();
        for (var i = 0; !bytes.IsEmpty; i++)
        {
            var length = splits.Length == 0 ? bytes.Length : Math.Clamp(splits[i % splits.Length], 1, bytes.Length);
            await PieceAsync(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    /// <summary>Waits for the test to let go; ends when the client goes away.</summary>
    public Task HoldAsync(Task gate) => gate.WaitAsync(context.RequestAborted);

    /// <summary>Says nothing more, ever.</summary>
    public Task StallAsync() => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Writes bytes past the server, just as they are.</summary>
    public async Task RawAsync(string bytes) => await Socket.SendAsync(Encoding.Latin1.GetBytes(bytes), SocketFlags.None, context.RequestAborted);

    /// <summary>Writes bytes past the server and ends the connection.</summary>
    public async Task RawAndCloseAsync(string bytes)
    {
        await RawAsync(bytes);
        Close();
    }

    /// <summary>Ends the connection as a crash does: with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Socket.Close();
        context.Abort();
    }

    /// <summary>Ends the connection in the orderly way, wherever the answer is.</summary>
    public void Close()
    {
        Socket.Shutdown(SocketShutdown.Both);
        context.Abort();
    }

    private void Begin(int status, string contentType, (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
    }
}
