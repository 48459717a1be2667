using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Postgres;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

/// <summary>What each protection of the connection refuses, against a real server with a certificate of our own making.</summary>
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private readonly ScratchDirectory _scratch = new();
    private PostgresServer _server = null!;
    private DatabaseAddress _address = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        await UseCertificateFor(IPAddress.Loopback);
        _address = await _server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_server_is_believed_only_with_a_certificate_of_the_named_authority_for_its_name()
    {
        await AssertOpens(_address with { Tls = DatabaseTls.VerifyFull, RootCertificate = _scratch.File("root.pem") });
        await AssertOpens(_address with { Tls = DatabaseTls.VerifyAuthority, RootCertificate = _scratch.File("root.pem") });
        await AssertOpens(_address with { Tls = DatabaseTls.Require });
        await AssertRefused(_address with { Tls = DatabaseTls.VerifyFull });
        await AssertRefused(_address with { Tls = DatabaseTls.VerifyAuthority });

        File.Move(_scratch.File("root.pem"), _scratch.File("old.pem"));
        await UseCertificateFor(IPAddress.Parse("10.9.8.7"));
        await AssertRefused(_address with { Tls = DatabaseTls.VerifyFull, RootCertificate = _scratch.File("root.pem") }); // another server's name
        await AssertOpens(_address with { Tls = DatabaseTls.VerifyAuthority, RootCertificate = _scratch.File("root.pem") });
        await AssertRefused(_address with { Tls = DatabaseTls.VerifyAuthority, RootCertificate = _scratch.File("old.pem") }); // another authority
    }

    [Fact]
    public async Task A_server_without_a_certificate_is_refused_where_encryption_is_demanded()
    {
        await using var plain = await PostgresServer.StartAsync();
        var address = await plain.CreateDatabaseAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresDatabase.OpenAsync(address with { Tls = DatabaseTls.Require }, 3, default));
    }

    private static async Task AssertOpens(DatabaseAddress address)
    {
        using var database = await PostgresDatabase.OpenAsync(address, 3, default);
        Assert.Equal(true, await database.CallAsync((c, t) => c.ScalarAsync("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", [], t), default));
    }

    private static async Task AssertRefused(DatabaseAddress address) =>
        Assert.Contains("certificate was not accepted", (await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresDatabase.OpenAsync(address, 3, default))).Message, StringComparison.Ordinal);

    /// <summary>A new authority, in root.pem, and the server's certificate by it.</summary>
    private async Task UseCertificateFor(IPAddress address)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=authority of the tests", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(from, to);
        await File.WriteAllTextAsync(_scratch.File("root.pem"), root.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=database of the tests", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from, to, RandomNumberGenerator.GetBytes(8));
        await _server.UseCertificateAsync(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        await _server.RestartAsync();
    }
}
