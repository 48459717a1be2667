using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The connections to one address. Shared by every definition with that address, connect limit and authorities; counted, so that a reload closes it only when its last exchange has ended.</summary>
internal sealed class PooledConnections : IDisposable
{
    /// <summary>Largest response head, in kilobytes.</summary>
    private const int MaxResponseHeaderKilobytes = 64;

    private readonly HttpMessageInvoker _invoker;
    private readonly X509Certificate2Collection? _authorities;
    private int _holders = 1; // one for the pool itself

    /// <param name="authorities">PEM; null for the system's.</param>
    public PooledConnections(Uri address, TimeSpan connectTimeout, string? authorities)
    {
        (Address, ConnectTimeout, Authorities, _authorities) = (address, connectTimeout, authorities, ReceiverTrust.Read(authorities));
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = connectTimeout,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ReceiverTrust.PolicyOf(_authorities) },
            ConnectCallback = static (context, cancellation) => GuardedConnection.OpenAsync(context.DnsEndPoint, allowsPrivate: true, cancellation),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // follows DNS
            MaxConnectionsPerServer = int.MaxValue, // admission bounds the exchanges
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = MaxResponseHeaderKilobytes,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30), // finds half-open HTTP/2 connections
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // An answer left early: its connection is kept only if the rest is small and all but here, else the upstream hears of it.
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
            ActivityHeadersPropagator = null, // the trace headers come with the request
        });
    }

    public Uri Address { get; }
    public TimeSpan ConnectTimeout { get; }
    public string? Authorities { get; }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => _invoker.SendAsync(request, cancellation);

    /// <returns>False if these connections are closed already.</returns>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders) return true;
            holders = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _invoker.Dispose();
        ReceiverTrust.Dispose(_authorities);
    }

    public void Dispose() => Release();
}
