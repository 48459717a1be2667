using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Server.Hosting;

/// <summary>The certificate of the listeners. Renewed files are taken up by the next handshake, at most 10 s later; ones that cannot be used leave the last good certificate.</summary>
internal sealed partial class ListenerCertificate : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly ListenerTls _tls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private SslServerAuthenticationOptions _options;
    private (DateTime, DateTime) _stamp;
    private long _looked;

    /// <exception cref="IOException">The files cannot be used, though they could when the configuration was checked.</exception>
    public ListenerCertificate(ListenerTls tls, TimeProvider time, ILogger logger)
    {
        (_tls, _time, _logger, _looked) = (tls, time, logger, time.GetTimestamp());
        _stamp = Stamp();
        _options = Load(out var why) ?? throw new IOException($"listen.tls: {why}.");
    }

    /// <summary>What a handshake that begins now offers.</summary>
    public SslServerAuthenticationOptions Current()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _looked)) < LookEvery) return Volatile.Read(ref _options);
        lock (_gate)
        {
            if (_time.GetElapsedTime(_looked) < LookEvery) return _options;
            _looked = _time.GetTimestamp();
            if (Stamp() is var stamp && stamp == _stamp) return _options;
            if (Load(out var why) is { } renewed)
            {
                Volatile.Write(ref _options, renewed); // handshakes under way may still use the old one: the collector takes it
                Log.Renewed(_logger);
            }
            else
            {
                Log.NotRenewed(_logger, why);
            }

            _stamp = stamp; // a bad file is told once
            return _options;
        }
    }

    public void Dispose() => _options.ServerCertificateContext?.TargetCertificate.Dispose();

    private SslServerAuthenticationOptions? Load(out string? why)
    {
        if (_tls.TryLoad(out why) is not { } all) return null;
        var between = new X509Certificate2Collection();
        for (var i = 1; i < all.Count; i++) between.Add(all[i]);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(all[0], between, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
    }

    private (DateTime, DateTime) Stamp() => (File.GetLastWriteTimeUtc(_tls.CertificatePath), File.GetLastWriteTimeUtc(_tls.KeyPath));

    private static partial class Log
    {
        [LoggerMessage(12010, LogLevel.Information, "The listeners use the renewed certificate")]
        public static partial void Renewed(ILogger logger);

        [LoggerMessage(12011, LogLevel.Error, "The renewed certificate of the listeners cannot be used: {Reason}; the last one stays")]
        public static partial void NotRenewed(ILogger logger, string? reason);
    }
}
