using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Sallyport.Gateway.Pipeline;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

public sealed class CertificateTests
{
    [Fact]
    public async Task An_upstream_with_a_certificate_that_nobody_vouches_for_gets_neither_request_nor_second_try()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var handshakes = 0;
        await using var upstream = await FakeUpstream.StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificateSelector = (_, _) =>
            {
                Interlocked.Increment(ref handshakes);
                return certificate;
            };
        })));
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress! };
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
        Assert.Empty(upstream.Requests);
        Assert.Equal(1, handshakes);
    }
}
