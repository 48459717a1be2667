using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>HTTP as bytes, for requests that no client library would send.</summary>
internal static class RawHttp
{
    private static readonly byte[] HeadEnd = [.. "\r\n\r\n"u8];

    /// <summary>A well-formed request.</summary>
    public static byte[] Post(string path, string key, string body) => Request("POST", path, key, "content-type: application/json\r\n", Encoding.UTF8.GetBytes(body));

    /// <param name="headers">Each with its line end.</param>
    public static byte[] Request(string method, string target, string key, string headers, byte[] body) =>
        [.. Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {key}\r\n{headers}content-length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n"), .. body];

    /// <summary>Sends bytes over a connection of its own and reads one answer.</summary>
    /// <returns>Status, 0 if the connection was closed without an answer; and everything received.</returns>
    /// <exception cref="TimeoutException">Neither an answer nor an end came in time.</exception>
    public static async Task<(int Status, string Text)> SendAsync(int port, ReadOnlyMemory<byte> bytes, TimeSpan limit)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var late = new CancellationTokenSource(limit);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, late.Token);
            var sending = SendAllAsync(socket, bytes, late.Token);
            var answer = await ReadAsync(socket, isHead: bytes.Span.StartsWith("HEAD "u8), late.Token);
            socket.Close();
            await sending;
            return answer;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("no answer to: " + Encoding.Latin1.GetString(bytes.Span[..Math.Min(200, bytes.Length)]), e);
        }
    }

    // The server may answer and close before it has read all.
    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken late)
    {
        try
        {
            while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, late)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // answered already
        }
    }

    private static async Task<(int Status, string Text)> ReadAsync(Socket socket, bool isHead, CancellationToken late)
    {
        var buffer = new byte[16_384];
        var length = 0;
        while (length < buffer.Length)
        {
            int read;
            try
            {
                read = await socket.ReceiveAsync(buffer.AsMemory(length), late);
            }
            catch (SocketException)
            {
                read = 0; // a reset is an end too
            }

            if (read == 0) break;
            length += read;
            if (IsWhole(buffer.AsSpan(0, length), isHead)) break;
        }

        var text = Encoding.Latin1.GetString(buffer, 0, length);
        return (text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && text.Length > 12 ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0, text);
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes, bool isHead)
    {
        var end = bytes.IndexOf(HeadEnd);
        if (end < 0) return false;
        if (isHead) return true;
        foreach (var line in Encoding.Latin1.GetString(bytes[..end]).Split("\r\n"))
        {
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)) return bytes.Length >= end + 4 + int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        }

        return bytes.EndsWith("\r\n0\r\n\r\n"u8);
    }
}
