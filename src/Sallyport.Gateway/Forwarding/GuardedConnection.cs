using System.Net;
using System.Net.Sockets;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Opens a TCP connection to a name, but never to an address that its rule does not allow.</summary>
internal static class GuardedConnection
{
    /// <param name="allowsPrivate">False refuses this machine and private networks.</param>
    /// <exception cref="SocketException">No address is allowed or answers.</exception>
    public static ValueTask<Stream> OpenAsync(DnsEndPoint target, bool allowsPrivate, CancellationToken cancellation) =>
        OpenAsync(target, allowsPrivate ? ConnectRule.Anywhere : new ConnectRule(AddressScope.Public), Dns.GetHostAddressesAsync, cancellation);

    /// <exception cref="SocketException">No address is allowed or answers.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint target, ConnectRule rule, NameResolver resolver, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolver(target.Host, cancellation);
        // The check is on the very addresses that are connected to, so a name that changes its mind between check and use gains nothing.
        var allowed = Array.FindAll(addresses, rule.Allows);
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
