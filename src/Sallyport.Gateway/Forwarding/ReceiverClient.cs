using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Gateway.Forwarding;

/// <summary>HTTP towards a receiver of exports: no proxy, no redirect, no cookie, and no address that <see cref="GuardedConnection"/> refuses.</summary>
internal sealed class ReceiverClient : IDisposable
{
    private readonly X509Certificate2Collection? _authorities;

    /// <param name="allowsPrivate">Whether the receiver may be on this machine or in a private network.</param>
    /// <param name="authorities">PEM of who may vouch for it; null for the system's.</param>
    /// <param name="timeout">Of a whole request.</param>
    public ReceiverClient(bool allowsPrivate, string? authorities, TimeSpan timeout)
    {
        _authorities = ReceiverTrust.Read(authorities);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = timeout,
            ConnectCallback = (context, cancellation) => GuardedConnection.OpenAsync(context.DnsEndPoint, allowsPrivate, cancellation),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // follows DNS
            MaxResponseHeadersLength = 64, // kilobytes
            ActivityHeadersPropagator = null, // an export belongs to no exchange
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ReceiverTrust.PolicyOf(_authorities) },
        };
        Http = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = 1024 * 1024 };
    }

    public HttpClient Http { get; }

    public void Dispose()
    {
        Http.Dispose();
        ReceiverTrust.Dispose(_authorities);
    }
}
