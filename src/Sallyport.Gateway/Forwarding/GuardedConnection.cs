using System.Net;
using System.Net.Sockets;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Opens a TCP connection to a name, but never to an address in <see cref="ForbiddenAddress"/>.</summary>
internal static class GuardedConnection
{
    /// <param name="allowsPrivate">False refuses this machine and private networks too.</param>
    /// <exception cref="SocketException">No address is allowed or answers.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint target, bool allowsPrivate, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellation);
        // The check is on the very addresses that are connected to, so a name that changes its mind between check and use gains nothing.
        var allowed = Array.FindAll(addresses, address => !ForbiddenAddress.Contains(address) && (allowsPrivate || !ForbiddenAddress.IsPrivate(address)));
        if (allowed.Length == 0) throw new SocketException((int)SocketError.HostUnreachable);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
