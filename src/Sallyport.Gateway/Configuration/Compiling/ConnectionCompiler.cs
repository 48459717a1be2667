using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks how an upstream is reached: private or not, pinned addresses, proxy, certificate of ours.</summary>
internal sealed class ConnectionCompiler(Func<string, string?> environment, ConfigurationProblems problems)
{
    private const int MaxPemBytes = 1024 * 1024;

    private readonly List<string> _files = [];

    /// <summary>Certificates named so far: a change of one is a change of the configuration. Not their keys: these change with them, and nothing derived from a key is shown.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <param name="address">Null where it was not valid, which is told.</param>
    public void Check(string key, UpstreamOptions upstream, Uri? address)
    {
        if (upstream.Internal && address is not null && IsNumbers(address)) problems.Add(key + ".internal", "the address is written as numbers, which need no rule", "internal: true with a name");
        if (upstream.Proxy is null) return;
        if (upstream.Internal) problems.Add(key + ".internal", "the proxy resolves the name, so it cannot be checked here", "internal: true without proxy");
        if (upstream.Dns.Pin is not null) problems.Add(key + ".dns.pin", "the proxy resolves the name, so it cannot be checked here", "dns.pin without proxy");
        if (address?.Scheme == "http") problems.Add(key + ".proxy", "an http upstream is not tunnelled", "a proxy on the way to an https upstream");
    }

    public AddressPins? PinsOf(string key, UpstreamDnsOptions dns)
    {
        if (dns.Pin is not { } pins) return null;
        const string allowed = "addresses and networks: 10.1.2.3, 10.1.0.0/16, fd00::/8";
        if (pins.Count == 0) problems.Add(key + ".dns.pin", "the list is empty", allowed);
        var networks = new List<IPNetwork>();
        for (var i = 0; i < pins.Count; i++)
        {
            if (IPNetwork.TryParse(pins[i], out var network)) networks.Add(network);
            else if (IPAddress.TryParse(pins[i], out var one)) networks.Add(new IPNetwork(one, one.GetAddressBytes().Length * 8));
            else problems.NotValid($"{key}.dns.pin[{i}]", pins[i], allowed);
        }

        return new AddressPins(networks);
    }

    public UpstreamProxy? ProxyOf(string key, UpstreamProxyOptions? proxy)
    {
        if (proxy is null || proxy.Url.Length == 0) return null;
        if (proxy.User is null != proxy.Password is null) problems.Add(key + (proxy.User is null ? ".proxy.user" : ".proxy.password"), "the key is missing", "user and password, or neither");
        var password = proxy.Password is { } reference ? SecretReference.Resolve(key + ".proxy.password", reference, environment, problems) : null;
        if (Uri.TryCreate(proxy.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0 && address.PathAndQuery is "/" && address.Fragment.Length == 0)
            return new UpstreamProxy(address, proxy.User, password);
        problems.NotValid(key + ".proxy.url", proxy.Url, "http://host:port or https://host:port; user and password are keys of their own");
        return null;
    }

    public ClientCertificate? CertificateOf(string key, ClientCertificateOptions? certificate)
    {
        if (certificate is null || certificate.CertificateFile.Length == 0 || certificate.KeyFile.Length == 0) return null;
        _files.Add(Path.GetFullPath(certificate.CertificateFile));
        if (Read(key + ".client_certificate.certificate_file", certificate.CertificateFile) is not { } pem || Read(key + ".client_certificate.key_file", certificate.KeyFile) is not { } own) return null;
        try
        {
            using var pair = X509Certificate2.CreateFromPem(pem, own);
            return new ClientCertificate(pem, new Secret(own));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            problems.Add(key + ".client_certificate", "the files hold no certificate with its private key", "two files in PEM: a certificate and its private key, without a password");
            return null;
        }
    }

    private string? Read(string key, string path)
    {
        if (BoundedFile.TryRead(path, MaxPemBytes, out var bytes, out var why)) return Encoding.UTF8.GetString(bytes);
        problems.Add(key, $"the file \"{ConfigurationProblems.Shown(path)}\" {why}", "a readable file in PEM");
        return null;
    }

    private static bool IsNumbers(Uri address) => address.Host == "localhost" || IPAddress.TryParse(address.DnsSafeHost, out _);
}
