using System.Text;
using Sallyport.IntegrationTests.Faults;
using Xunit;

namespace Sallyport.IntegrationTests.Hygiene;

/// <summary>Headers that must not get through, in either direction.</summary>
public sealed class HeaderTests
{
    private static readonly string[] Unwanted =
    [
        "x-forwarded-for: 10.0.0.1", "x-forwarded-host: evil", "x-forwarded-proto: https", "x-forwarded-prefix: /a", "x-forwarded-port: 1", "x-forwarded-user: root", "forwarded: for=10.0.0.1", "x-real-ip: 10.0.0.1", "x-original-url: /admin", "x-rewrite-url: /admin",
        "x-internal-user: root", "x-internal-role: admin", "x-internal-anything: 1", "cookie: a=b", "cookie2: a", "via: 1.1 evil", "proxy-authorization: Basic YTpi", "proxy-connection: keep-alive", "keep-alive: timeout=5", "te: trailers", "trailer: x", "upgrade: h2c", "http2-settings: AAA",
        "x-http-method-override: DELETE", "origin: https://evil.example", "referer: https://evil.example/secret", "expect-ct: a", "openai-organization: org-evil", "openai-project: proj-evil", "x-goog-user-project: evil", "x-stainless-lang: js", "user-agent: secret-agent/1.0", "range: bytes=0-1", "if-none-match: \"a\"", "host-override: evil",
        "connection: openai-beta, x-mine", "openai-beta: dropped=v1", "x-mine: 1",
    ];

    private static readonly HashSet<string> Expected = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "content-type", "content-length", "accept", "accept-encoding", "user-agent", "authorization", "x-api-key", "x-goog-api-key", "anthropic-version",
    };

    [Fact]
    public async Task Nothing_but_the_allow_list_reaches_an_upstream_and_our_keys_stay_with_us()
    {
        await using var gateway = await FaultGateway.StartAsync();
        foreach (var surface in Surface.All)
        {
            var sent = RawHttp.Request("POST", surface.Path(false), gateway.Key, string.Concat(Unwanted.Select(h => h + "\r\n")) + "content-type: application/json\r\n", Encoding.UTF8.GetBytes(surface.Body("hello", false)));
            var (status, text) = await RawHttp.SendAsync(gateway.Server.Url.Port, sent, TimeSpan.FromSeconds(10));
            Assert.True(status == 200, text);
            var request = gateway.Upstream.Requests.Last();
            Assert.DoesNotContain(request.Headers.Keys, h => !Expected.Contains(h));
            Assert.Equal("identity", request.Header("accept-encoding"));
            Assert.StartsWith("sallyport/", request.Header("user-agent"), StringComparison.Ordinal);
            var all = string.Concat(request.Headers.SelectMany(h => h.Value)) + request.Path + request.Query + request.Text;
            Assert.DoesNotContain(gateway.Key[18..], all, StringComparison.Ordinal);
            Assert.DoesNotContain("evil", all, StringComparison.Ordinal);
            Assert.Equal(1, all.Split(FaultGateway.UpstreamCredential).Length - 1);
        }
    }

    [Fact]
    public async Task Two_credentials_are_refused_and_one_in_the_query_is_not_passed_on()
    {
        await using var gateway = await FaultGateway.StartAsync();
        var body = Encoding.UTF8.GetBytes(Surface.All[0].Body("hello", false));
        foreach (var second in (string[])["authorization: Bearer " + gateway.Key, "authorization: Bearer " + gateway.OtherKey, "x-api-key: " + gateway.OtherKey, "api-key: a\r\napi-key: a"])
        {
            var (status, _) = await RawHttp.SendAsync(gateway.Server.Url.Port, RawHttp.Request("POST", "/v1/chat/completions", gateway.Key, second + "\r\ncontent-type: application/json\r\n", body), TimeSpan.FromSeconds(10));
            Assert.Equal(401, status);
        }

        Assert.Empty(gateway.Upstream.Requests);
        using var client = gateway.Client();
        using var request = Surface.All[3].Request("", "hello", stream: true).To(Surface.All[3].Path(true) + "&key=" + gateway.Key);
        request.Headers.Clear();
        using var response = await client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("?alt=sse", gateway.Upstream.Request.Query);
    }

    [Fact]
    public async Task Nothing_but_the_allow_list_comes_back_and_no_header_quotes_our_credential()
    {
        await using var gateway = await FaultGateway.StartAsync();
        using var client = gateway.Client();
        (string, string)[] headers =
        [
            ("set-cookie", "a=b"), ("server", "secret/1"), ("x-powered-by", "secret"), ("via", "1.1 secret"), ("proxy-authenticate", "Basic"), ("www-authenticate", "Basic"), ("x-internal-host", "10.1.1.1"), ("access-control-allow-origin", "*"), ("alt-svc", "h3=\":1\""), ("strict-transport-security", "a"),
            ("x-request-id", "bad " + FaultGateway.UpstreamCredential), ("location", "http://10.0.0.1"), ("link", "<http://10.0.0.1>"), ("x-sallyport-decision", "forged"), ("x-audit-seq", "forged"), ("openai-organization", "org-ours"), ("retry-after", "3"), ("x-ratelimit-remaining-requests", "9"),
        ];
        string[] ours = ["date", "content-type", "content-length", "x-sallyport-request-id", "x-sallyport-decision", "x-sallyport-upstream", "x-sallyport-redactions", "x-sallyport-cost-usd", "x-audit-seq", "retry-after", "x-ratelimit-remaining-requests", "cache-control", "x-accel-buffering", "transfer-encoding"];
        foreach (var surface in Surface.All)
        {
            foreach (var stream in (bool[])[false, true])
            {
                gateway.Upstream.Reply = exchange =>
                {
                    foreach (var (name, value) in headers) exchange.Context.Response.Headers[name] = value;
                    return FaultGateway.ReplyWellAsync(exchange);
                };
                using var response = await client.SendAsync(surface.Request(gateway.Key, "hello", stream));
                var back = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
                Assert.Empty(back.Keys.Except(ours, StringComparer.OrdinalIgnoreCase));
                Assert.Equal(("allowed", "3", "9"), (back["x-sallyport-decision"], back["retry-after"], back["x-ratelimit-remaining-requests"]));
                Assert.NotEqual("forged", back["x-audit-seq"]);
                Assert.DoesNotContain(FaultGateway.UpstreamCredential, string.Concat(back.Values) + await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }
}
