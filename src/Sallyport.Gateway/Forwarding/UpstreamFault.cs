using System.Net.Http;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Names the leg on which an upstream failed.</summary>
internal static class UpstreamFault
{
    public static Rejection From(Exception fault) => ErrorOf(fault) switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.VersionNegotiationError or HttpRequestError.ProxyTunnelError => Rejection.UpstreamConnectFailed,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.ExtendedConnectNotSupported => Rejection.UpstreamMalformed,
        _ => Rejection.UpstreamBroke,
    };

    public static HttpRequestError ErrorOf(Exception fault) => fault switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request => request.HttpRequestError,
        HttpIOException io => io.HttpRequestError,
        HttpRequestException { InnerException: HttpIOException io } => io.HttpRequestError,
        _ => HttpRequestError.Unknown,
    };
}
