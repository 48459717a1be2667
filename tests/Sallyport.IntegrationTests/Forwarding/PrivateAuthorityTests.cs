using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

public sealed class PrivateAuthorityTests
{
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task An_upstream_that_the_named_authority_vouches_for_is_spoken_to_in_http_2()
    {
        await using var upstream = await StartAsync(HttpProtocols.Http1AndHttp2);
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress!, Authorities = _authority.AuthorityPem };
        upstream.Enqueue(exchange => exchange.JsonAsync("""{"id":1}"""), exchange => exchange.JsonAsync("""{"id":2}"""));

        Assert.Equal(("""{"id":1}""", null), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
        Assert.Equal(("""{"id":2}""", null), await TransportHarness.ReadAsync(await harness.ReplyAsync()));
        Assert.All(upstream.Requests, request => Assert.Equal("HTTP/2", request.Protocol));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task One_that_knows_only_http_1_is_spoken_to_in_that()
    {
        await using var upstream = await StartAsync(HttpProtocols.Http1);
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress!, Authorities = _authority.AuthorityPem };
        Assert.Null((await TransportHarness.ReadAsync(await harness.ReplyAsync())).Fault);
        Assert.Equal("HTTP/1.1", upstream.Request.Protocol);
    }

    [Fact]
    public async Task Another_authority_does_not_vouch_for_it()
    {
        await using var upstream = await StartAsync(HttpProtocols.Http1AndHttp2);
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress!, Authorities = new TestAuthority().AuthorityPem };
        Assert.Equal("upstream_connect_failed", (await harness.RejectionAsync()).Code);
        Assert.Empty(upstream.Requests);
    }

    private Task<FakeUpstream> StartAsync(HttpProtocols protocols) => FakeUpstream.StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
    {
        listen.Protocols = protocols;
        using var pem = X509Certificate2.CreateFromPem(_authority.CertificatePem, _authority.KeyPem);
        listen.UseHttps(X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null));
    }));
}
