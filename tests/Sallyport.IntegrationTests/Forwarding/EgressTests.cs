using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

public sealed class EgressTests
{
    [Theory]
    [InlineData("api.example.com", false, "127.0.0.1")]
    [InlineData("api.example.com", false, "10.0.0.1")]
    [InlineData("api.example.com", false, "169.254.169.254")]
    [InlineData("api.example.com", true, "127.0.0.1")]
    [InlineData("api.example.com", true, "203.0.113.1")]
    [InlineData("localhost", false, "10.0.0.1")]
    public async Task A_name_that_has_come_to_mean_another_kind_of_place_is_not_connected_to(string host, bool isInternal, string resolved)
    {
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, (_, _) => Task.FromResult(new[] { IPAddress.Parse(resolved) }));
        harness.Definition = harness.Definition with { BaseAddress = new Uri($"http://{host}:{harness.Upstream.Address.Port}/v1"), Internal = isInternal, MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
        Assert.Empty(harness.Upstream.Requests);
    }

    [Fact]
    public async Task A_resolver_that_flips_between_look_up_and_use_gains_nothing()
    {
        var asked = 0;
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, (_, _) => Task.FromResult(new[] { IPAddress.Parse(++asked % 2 == 1 ? "169.254.169.254" : "127.0.0.1") }));
        harness.Definition = harness.Definition with { BaseAddress = new Uri($"http://localhost:{harness.Upstream.Address.Port}/v1"), MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
        await using (await harness.ReplyAsync()) { } // one look-up for one connection, and the address that was checked is the one connected to
        Assert.Equal((2, 1), (asked, harness.Upstream.Requests.Count));
    }

    [Fact]
    public async Task Addresses_that_are_not_pinned_are_not_connected_to()
    {
        IPAddress[] now = [IPAddress.Parse("127.0.0.1")];
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, (_, _) => Task.FromResult(now), TimeSpan.Zero);
        harness.Definition = harness.Definition with { BaseAddress = new Uri($"http://localhost:{harness.Upstream.Address.Port}/v1"), Pins = new AddressPins([IPNetwork.Parse("127.0.0.1/32")]), MaxAttempts = 1 };
        await using (await harness.ReplyAsync()) { }
        now = [IPAddress.Parse("127.0.0.2")];
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
    }

    [Fact]
    public async Task A_name_that_moves_is_followed_and_one_that_fails_is_tried_again_without_a_restart()
    {
        Func<IPAddress[]> resolve = () => [IPAddress.Parse("127.0.0.1")];
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, (_, _) => Task.FromResult(resolve()), TimeSpan.FromMilliseconds(50));
        var port = harness.Upstream.Address.Port;
        await using var second = await FakeUpstream.StartAsync(kestrel => kestrel.Listen(IPAddress.Parse("127.0.0.2"), port));
        harness.Definition = harness.Definition with { BaseAddress = new Uri($"http://localhost:{port}/v1"), MaxAttempts = 1 };
        await using (await harness.ReplyAsync()) { }

        resolve = () => [IPAddress.Parse("127.0.0.2")];
        await Task.Delay(200, TestContext.Current.CancellationToken); // the life of a connection is over
        await using (await harness.ReplyAsync()) { }
        Assert.Equal((1, 1), (harness.Upstream.Requests.Count, second.Requests.Count));

        resolve = () => throw new SocketException((int)SocketError.HostNotFound);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());

        resolve = () => [IPAddress.Parse("127.0.0.1")];
        await using (await harness.ReplyAsync()) { }
        Assert.Equal((2, 1), (harness.Upstream.Requests.Count, second.Requests.Count));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://127.0.0.1:9090/admin")]
    public async Task A_redirect_is_followed_nowhere(string location)
    {
        await using var harness = await TransportHarness.StartAsync();
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            harness.Upstream.Reply = exchange => exchange.JsonAsync("{}", status, ("location", location));
            Assert.Equal(Rejection.UpstreamMalformed, await harness.RejectionAsync());
        }

        Assert.Equal(5, harness.Upstream.Requests.Count);
    }

    [Fact]
    public async Task An_address_in_a_body_or_a_header_is_data()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var elsewhere = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        var address = elsewhere.Address.AbsoluteUri;
        using var response = await gateway.PostAsync("/v1/chat/completions", $$$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}],"api_base":"{{{address}}}","base_url":"{{{address}}}","custom_llm_provider":"x","extra_body":{"api_base":"{{{address}}}"}}""",
            headers: [("x-portkey-custom-host", address), ("x-forwarded-host", elsewhere.Address.Authority), ("x-litellm-api-base", address)]);
        Assert.Single(upstream.Requests);
        Assert.Empty(elsewhere.Requests);
        Assert.DoesNotContain(upstream.Request.Headers, h => h.Value.Any(v => v!.Contains(elsewhere.Address.Authority, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("gate", "keeper")]
    public async Task A_proxy_opens_the_way_and_resolves_the_name(string? user, string? password)
    {
        var authority = new TestAuthority();
        await using var upstream = await SecureAsync(authority);
        var basic = user is null ? null : "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(user + ":" + password));
        await using var proxy = new ConnectProxy(basic);
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, (name, _) => throw new InvalidOperationException("The gateway resolved " + name));
        // The certificate names the address, so the tunnel is asked for by it; a name would go the same way.
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress!, Authorities = authority.AuthorityPem, Proxy = new UpstreamProxy(proxy.Address, user, password is null ? null : new Secret(password)) };
        await using (await harness.ReplyAsync()) { }
        Assert.Single(upstream.Requests);
        Assert.Equal($"CONNECT {upstream.SecureAddress!.Authority}" + (basic is null ? "" : " " + basic), proxy.Asked.Last());
        Assert.Null(upstream.Request.Header("proxy-authorization"));
    }

    [Fact]
    public async Task A_name_goes_to_the_proxy_as_it_is()
    {
        await using var proxy = new ConnectProxy();
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, (name, _) => throw new InvalidOperationException("The gateway resolved " + name));
        harness.Definition = harness.Definition with { BaseAddress = new Uri("https://api.example.com:9/v1"), Proxy = new UpstreamProxy(proxy.Address, null, null), MaxAttempts = 1 };
        await harness.RejectionAsync(); // nobody listens at port 9
        Assert.Equal(["CONNECT api.example.com:9"], proxy.Asked.Distinct());
    }

    [Theory]
    [InlineData("http://169.254.169.254:3128")]
    [InlineData("http://[fe80::1]:3128")]
    public async Task A_proxy_at_a_forbidden_address_is_not_asked(string address)
    {
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = new Uri("https://api.example.com/v1"), Proxy = new UpstreamProxy(new Uri(address), null, null), MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_an_upstream_that_cannot_be_reached()
    {
        await using var proxy = new ConnectProxy("Basic other");
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = new Uri("https://api.example.com/v1"), Proxy = new UpstreamProxy(proxy.Address, null, null), MaxAttempts = 1 };
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
    }

    [Fact]
    public async Task Our_certificate_is_shown_and_a_renewed_one_is_shown_after_the_reload()
    {
        var (authority, first, renewed) = (new TestAuthority(), new TestAuthority(), new TestAuthority());
        await using var upstream = await SecureAsync(authority, asks: true);
        await using var harness = await TransportHarness.StartAsync();
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress!, Authorities = authority.AuthorityPem, ClientCertificate = new ClientCertificate(first.CertificatePem, new Secret(first.KeyPem)), MaxAttempts = 1 };
        Assert.Equal(Thumbprint(first), await SeenAsync(harness, upstream));

        harness.Definition = harness.Definition with { ClientCertificate = new ClientCertificate(renewed.CertificatePem, new Secret(renewed.KeyPem)) };
        harness.Transport.KeepOnly([harness.Definition]);
        Assert.Equal(Thumbprint(renewed), await SeenAsync(harness, upstream));

        harness.Definition = harness.Definition with { ClientCertificate = null };
        harness.Transport.KeepOnly([harness.Definition]);
        Assert.Equal("none", await SeenAsync(harness, upstream));
    }

    [Fact]
    public async Task An_authority_that_rotates_needs_no_restart()
    {
        var (before, after) = (new TestAuthority(), new TestAuthority());
        var current = before;
        await using var upstream = await FakeUpstream.StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => CertificateOf(current))));
        await using var harness = await TransportHarness.StartAsync(TimeProvider.System, lifetime: TimeSpan.FromMilliseconds(50));
        harness.Definition = harness.Definition with { BaseAddress = upstream.SecureAddress!, Authorities = before.AuthorityPem, MaxAttempts = 1 };
        await using (await harness.ReplyAsync()) { }

        current = after;
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(Rejection.UpstreamConnectFailed, await harness.RejectionAsync());
        harness.Definition = harness.Definition with { Authorities = before.AuthorityPem + "\n" + after.AuthorityPem };
        harness.Transport.KeepOnly([harness.Definition]);
        await using (await harness.ReplyAsync()) { }
    }

    private static async Task<string> SeenAsync(TransportHarness harness, FakeUpstream upstream)
    {
        var seen = "";
        upstream.Reply = async exchange =>
        {
            seen = (await exchange.Context.Connection.GetClientCertificateAsync())?.Thumbprint ?? "none";
            await exchange.JsonAsync("{}");
        };
        await using var reply = await harness.ReplyAsync();
        return seen;
    }

    private static string Thumbprint(TestAuthority of)
    {
        using var certificate = X509Certificate2.CreateFromPem(of.CertificatePem);
        return certificate.Thumbprint;
    }

    private static Task<FakeUpstream> SecureAsync(TestAuthority authority, bool asks = false) => FakeUpstream.StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
    {
        https.ServerCertificate = CertificateOf(authority);
        if (!asks) return;
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (_, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable;
    })));

    private static X509Certificate2 CertificateOf(TestAuthority authority)
    {
        using var pem = X509Certificate2.CreateFromPem(authority.CertificatePem, authority.KeyPem);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }
}
