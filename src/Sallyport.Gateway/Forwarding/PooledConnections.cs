using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The connections with one set of settings. Counted, so that a reload closes them only when their last exchange has ended.</summary>
internal sealed class PooledConnections : IDisposable
{
    /// <summary>How long a connection is used for new requests: a name that has moved is followed, and a new certificate seen, within this time.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Largest response head, in kilobytes.</summary>
    private const int MaxResponseHeaderKilobytes = 64;

    private readonly HttpMessageInvoker _invoker;
    private readonly X509Certificate2Collection? _authorities;
    private readonly X509Certificate2Collection _own = [];
    private int _holders = 1; // one for the pool itself

    public PooledConnections(ConnectionSettings settings, NameResolver resolver, TimeSpan lifetime)
    {
        (Settings, _authorities) = (settings, ReceiverTrust.Read(settings.Authorities));
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = settings.Proxy is not null,
            Proxy = ProxyOf(settings.Proxy),
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ReceiverTrust.PolicyOf(_authorities), ClientCertificateContext = ContextOf(settings.ClientCertificate, _own) },
            ConnectCallback = (context, cancellation) => GuardedConnection.OpenAsync(context.DnsEndPoint, settings.Rule, resolver, cancellation),
            PooledConnectionLifetime = lifetime,
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

    public ConnectionSettings Settings { get; }

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
        ReceiverTrust.Dispose(_own);
    }

    public void Dispose() => Release();

    private static WebProxy? ProxyOf(UpstreamProxy? proxy) => proxy is null ? null : new WebProxy(proxy.Address)
    {
        Credentials = proxy.User is { } user ? new NetworkCredential(user, proxy.Password?.Reveal()) : null,
    };

    private static SslStreamCertificateContext? ContextOf(ClientCertificate? shown, X509Certificate2Collection own)
    {
        if (shown is null) return null;
        var certificate = X509Certificate2.CreateFromPem(shown.CertificatePem, shown.KeyPem.Reveal());
        own.ImportFromPem(shown.CertificatePem);
        own[0].Dispose();
        own[0] = certificate;
        return SslStreamCertificateContext.Create(certificate, [.. own.Skip(1)], offline: true);
    }
}
