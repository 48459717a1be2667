using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Configuration;
using Sallyport.Server.Hosting;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Server;

public sealed class ListenerTlsTests
{
    [Fact]
    public async Task Both_listeners_speak_tls_and_nothing_else_with_the_certificate_of_the_configuration()
    {
        using var folder = new ScratchDirectory();
        var authority = Write(folder, new TestAuthority());
        await using var server = await RunningServer.StartAsync(new TestRooms(), Yaml(folder));
        foreach (var (address, path, expected) in ((IPEndPoint, string, string)[])[(server.Host.ApiAddress, "/v1/models", "path"), (server.Host.AdminAddress, "/admin/v1/probe", "admin")])
        {
            using var client = Trusting(authority.AuthorityPem);
            Assert.Equal(expected, await client.GetStringAsync(new Uri($"https://{address}{path}")));
            using var stranger = Trusting(new TestAuthority().AuthorityPem);
            await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetStringAsync(new Uri($"https://{address}{path}")));
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(new Uri($"http://{address}{path}")));
        }

        Assert.Contains($"https://{server.Host.ApiAddress}", Banner.Text(server.Host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0303, true)] // TLS 1.2
    [InlineData(0x0304, true)] // TLS 1.3
    [InlineData(0x0302, false)] // TLS 1.1
    public async Task Old_versions_of_tls_are_refused(int version, bool isTaken)
    {
        using var folder = new ScratchDirectory();
        var authority = Write(folder, new TestAuthority());
        await using var server = await RunningServer.StartAsync(new TestRooms(), Yaml(folder));
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host.ApiAddress);
        await using var tls = new SslStream(socket.GetStream());
#pragma warning disable CA5397 // one version at a time, old ones too, is what this asks
        var protocol = version switch { 0x0303 => SslProtocols.Tls12, 0x0304 => SslProtocols.Tls13, _ => (SslProtocols)768 };
#pragma warning restore CA5397
        var fault = await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", EnabledSslProtocols = protocol, CertificateChainPolicy = Policy(authority.AuthorityPem) }));
        Assert.Equal(isTaken, fault is null);
    }

    [Fact]
    public void A_renewed_certificate_is_taken_up_and_a_broken_one_leaves_the_last()
    {
        using var folder = new ScratchDirectory();
        var clock = new ManualClock();
        Write(folder, new TestAuthority());
        using var certificate = new ListenerCertificate(new ListenerTls(folder.File("cert.pem"), folder.File("key.pem")), clock, NullLogger.Instance);
        var first = Fingerprint(certificate);

        Write(folder, new TestAuthority(), stampSeconds: 10);
        Assert.Equal(first, Fingerprint(certificate)); // not looked at for each handshake
        clock.Advance(TimeSpan.FromSeconds(11));
        var second = Fingerprint(certificate);
        Assert.NotEqual(first, second);

        File.WriteAllText(folder.File("cert.pem"), "no certificate");
        File.SetLastWriteTimeUtc(folder.File("cert.pem"), new DateTime(2026, 1, 1, 0, 0, 20, DateTimeKind.Utc));
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(second, Fingerprint(certificate));

        Write(folder, new TestAuthority(), stampSeconds: 30);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.NotEqual(second, Fingerprint(certificate));
    }

    [Fact]
    public void A_key_of_another_certificate_is_a_mistake_of_the_configuration()
    {
        using var file = new ConfigurationFile("listen: { tls: { certificate_file: cert.pem, key_file: key.pem } }");
        using var folder = new ScratchDirectory();
        var authority = Write(folder, new TestAuthority());
        File.WriteAllText(folder.File("key.pem"), new TestAuthority().KeyPem);
        var tls = new ListenerTls(folder.File("cert.pem"), folder.File("key.pem"));
        Assert.Null(tls.TryLoad(out var why));
        Assert.Equal("the files hold no certificate with its private key", why);
        Assert.DoesNotContain(authority.CertificatePem[30..60], why, StringComparison.Ordinal);

        Assert.Null(file.Compiler(new TestRooms().Detectors).Compile(file.FilePath, file.Startup(), out var problems));
        Assert.Contains(problems, p => p.ToString().Contains("listen.tls", StringComparison.Ordinal) && p.ToString().Contains("a file cannot be read", StringComparison.Ordinal));
    }

    private static string Yaml(ScratchDirectory folder) => $"listen: {{ tls: {{ certificate_file: '{folder.File("cert.pem")}', key_file: '{folder.File("key.pem")}' }} }}";

    private static TestAuthority Write(ScratchDirectory folder, TestAuthority authority, int stampSeconds = 0)
    {
        File.WriteAllText(folder.File("cert.pem"), authority.CertificatePem);
        File.WriteAllText(folder.File("key.pem"), authority.KeyPem);
        File.SetLastWriteTimeUtc(folder.File("cert.pem"), new DateTime(2026, 1, 1, 0, 0, stampSeconds, DateTimeKind.Utc));
        return authority;
    }

    private static string Fingerprint(ListenerCertificate certificate) => certificate.Current().ServerCertificateContext!.TargetCertificate.Thumbprint;

    private static HttpClient Trusting(string authorityPem) =>
        new(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(authorityPem) } });

    private static X509ChainPolicy Policy(string authorityPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorityPem);
        return policy;
    }
}
