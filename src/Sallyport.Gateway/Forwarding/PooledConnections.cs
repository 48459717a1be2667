using System.Net;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The connections to one address. Shared by every definition with that address and connect limit; counted, so that a reload closes it only when its last exchange has ended.</summary>
internal sealed class PooledConnections : IDisposable
{
    /// <summary>Largest response head, in kilobytes.</summary>
    private const int MaxResponseHeaderKilobytes = 64;

    private readonly HttpMessageInvoker _invoker;
    private int _holders = 1; // one for the pool itself

    public PooledConnections(Uri address, TimeSpan connectTimeout)
    {
        (Address, ConnectTimeout) = (address, connectTimeout);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = connectTimeout,
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
        if (Interlocked.Decrement(ref _holders) == 0) _invoker.Dispose();
    }

    public void Dispose() => Release();
}
