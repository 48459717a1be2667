using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Identity;
using Sallyport.Gateway;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Proofs;
using Sallyport.Storage;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Control;

public sealed class AdminApiTests : IAsyncLifetime
{
    private const string Token = "the-admin-token-of-this-test-run";
    private static readonly string[] Refusing = ["role", "tenant_id", "budget", "state", "secrets", "id", "version", "created_at", "__proto__"];

    private readonly ScratchDirectory _scratch = new();
    private readonly ListLogger<AdminApiTests> _log = new();
    private DataDirectory _data = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _data = await DataDirectory.OpenAsync(_scratch.Path, TimeProvider.System, NullLoggerFactory.Instance, default);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new ListProvider(_log)).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddStorage(_data, TimeSpan.FromSeconds(10)).AddGateway().AddControl();
        using var file = new ConfigurationFile("");
        builder.Services.AddSingleton(new SnapshotSource(file.Compile().Compiled!.Snapshot)).AddSingleton(new GatewayMetrics($"test.admin{Guid.CreateVersion7()}")).AddSingleton<Readiness>();
        builder.Services.AddSingleton(new ServerSettings(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), new StorageSettings(_scratch.Path), null, LogLevel.Information, TimeSpan.FromSeconds(10), Sallyport.Gateway.Audit.ReadModels.ReadModelRetention.Default));
        _app = builder.Build();
        _app.MapControl();
        await _app.Services.GetRequiredService<AdminTokens>().EnsureAsync(Token, default);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _data.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_key_lives_its_whole_life_over_HTTP()
    {
        var created = await SendAsync("POST", "/admin/v1/keys", """{"name":"helpdesk","environment":"prod","scopes":{"models":["gpt-*"]},"expires_at":"2099-01-01T00:00:00Z"}""", HttpStatusCode.Created);
        var id = created.GetProperty("key").GetProperty("id").GetString()!;
        Assert.StartsWith($"sp_prod_{id}_", created.GetProperty("secret").GetString(), StringComparison.Ordinal);

        var patched = await SendAsync("PATCH", $"/admin/v1/keys/{id}", """{"purpose":"answers","expires_at":null,"scopes":{"endpoints":["chat","models"]}}""");
        Assert.Equal("answers", patched.GetProperty("purpose").GetString());
        Assert.Equal(JsonValueKind.Null, patched.GetProperty("expires_at").ValueKind);
        Assert.Equal(["chat", "models"], patched.GetProperty("scopes").GetProperty("endpoints").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("gpt-*", patched.GetProperty("scopes").GetProperty("models")[0].GetString());

        var rotated = await SendAsync("POST", $"/admin/v1/keys/{id}/rotate", """{"overlap_seconds":60}""");
        Assert.NotEqual(created.GetProperty("secret").GetString(), rotated.GetProperty("secret").GetString());
        Assert.Equal(2, rotated.GetProperty("key").GetProperty("secrets").GetArrayLength());
        await SendAsync("POST", $"/admin/v1/keys/{id}/rotate", null);

        Assert.Equal("disabled", (await SendAsync("POST", $"/admin/v1/keys/{id}/disable", null)).GetProperty("state").GetString());
        Assert.Equal("active", (await SendAsync("POST", $"/admin/v1/keys/{id}/enable", null)).GetProperty("state").GetString());
        Assert.Equal("revoked", (await SendAsync("POST", $"/admin/v1/keys/{id}/revoke", null)).GetProperty("state").GetString());
        Assert.Equal("key_revoked", (await SendAsync("PATCH", $"/admin/v1/keys/{id}", """{"name":"x"}""", HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal("key_not_found", (await SendAsync("GET", "/admin/v1/keys/0000000000", null, HttpStatusCode.NotFound)).GetProperty("code").GetString());

        var shown = (await SendAsync("GET", $"/admin/v1/keys/{id}", null)).GetRawText();
        Assert.DoesNotContain(created.GetProperty("secret").GetString()![19..], shown, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", shown, StringComparison.OrdinalIgnoreCase);

        var audit = await SendAsync("GET", $"/admin/v1/audit?key_id={id}", null);
        Assert.Equal(
            ["key.revoked", "key.enabled", "key.disabled", "key.rotated", "key.rotated", "key.updated", "key.created"],
            audit.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_review_is_listed_shown_and_decided_once_and_the_decision_is_recorded()
    {
        var now = TimeProvider.System.GetUtcNow();
        var item = new ReviewItem(Guid.CreateVersion7(now), now, "acme", "k", "chat_completions", "gpt-4o", Decision.Blocked, [new FindingCount("link", "response", "block", 1)]);
        await _data.Reviews.TryAddAsync(item, default);

        var listed = (await SendAsync("GET", "/admin/v1/reviews?state=open&limit=10", null)).GetProperty("reviews")[0];
        Assert.Equal(("link", "blocked"), (listed.GetProperty("findings")[0].GetProperty("detector").GetString(), listed.GetProperty("decision").GetString()));
        await SendAsync("POST", $"/admin/v1/reviews/{item.ExchangeId}/resolve", """{"verdict":"open"}""", HttpStatusCode.BadRequest);
        Assert.Equal("confirmed", (await SendAsync("POST", $"/admin/v1/reviews/{item.ExchangeId}/resolve", """{"verdict":"confirmed"}""")).GetProperty("state").GetString());
        Assert.Equal("review_closed", (await SendAsync("POST", $"/admin/v1/reviews/{item.ExchangeId}/resolve", """{"verdict":"dismissed"}""", HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal("review_not_found", (await SendAsync("GET", $"/admin/v1/reviews/{Guid.CreateVersion7()}", null, HttpStatusCode.NotFound)).GetProperty("code").GetString());
        Assert.Equal(0, (await SendAsync("GET", "/admin/v1/reviews?state=open", null)).GetProperty("reviews").GetArrayLength());
        var entry = (await SendAsync("GET", "/admin/v1/audit?limit=1", null)).GetProperty("entries")[0];
        Assert.Equal(("review.confirmed", item.ExchangeId.ToString()), (entry.GetProperty("type").GetString(), entry.GetProperty("target").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Keys_are_paged_by_cursor()
    {
        for (var i = 0; i < 5; i++) await SendAsync("POST", "/admin/v1/keys", $$"""{"name":"key {{i}}"}""", HttpStatusCode.Created);
        var names = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await SendAsync("GET", "/admin/v1/keys?limit=2" + (cursor is null ? "" : "&cursor=" + cursor), null);
            names.AddRange(page.GetProperty("keys").EnumerateArray().Select(k => k.GetProperty("name").GetString()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(5, names.Distinct().Count());
        Assert.Equal(5, names.Count);
    }

    [Fact]
    public async Task Audit_is_paged_by_cursor_and_exported_whole_and_the_export_is_recorded()
    {
        for (var i = 0; i < 1_200; i += 100)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _data.Audit.AppendAsync(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow() }, default).AsTask()));
        var first = await SendAsync("GET", "/admin/v1/audit?limit=3&type=result", null);
        var second = await SendAsync("GET", "/admin/v1/audit?limit=3&type=result&cursor=" + first.GetProperty("next_cursor").GetString(), null);
        Assert.Equal([1200, 1199, 1198, 1197, 1196, 1195], first.GetProperty("entries").EnumerateArray().Concat(second.GetProperty("entries").EnumerateArray()).Select(e => e.GetProperty("seq").GetInt64()));

        using var response = await _client.GetAsync("/admin/v1/audit/export");
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The genesis, what was appended, and the two reads above.
        Assert.Equal(Enumerable.Range(0, 1_203).Reverse(), lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("seq").GetInt32()));
        Assert.Equal("audit.exported", (await SendAsync("GET", "/admin/v1/audit?limit=1", null)).GetProperty("entries")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_record_is_proven_over_HTTP_and_the_asking_is_recorded()
    {
        Assert.Equal("no_checkpoint", (await SendAsync("GET", "/admin/v1/audit/checkpoint", null, HttpStatusCode.NotFound)).GetProperty("code").GetString());
        for (var i = 0; i < 5; i++) await _data.Audit.AppendAsync(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow() }, default);
        Assert.True(TlogProof.TryParse(await _client.GetStringAsync("/admin/v1/audit/proof/3"), out var proof)); // no checkpoint covered it before

        var leaf = (await _data.Ledger.ReadAsync(3, 1, default))[0];
        var hash = new byte[LeafHash.Size];
        LeafHash.Compute(leaf.Json.Span, hash);
        var policy = new CheckpointPolicy([NoteVerifier.Parse(_data.Signer.VerifierKey)], [], 0);
        Assert.True(proof.Verify(hash, policy, out var problem), problem);
        hash[0] ^= 1;
        Assert.False(proof.Verify(hash, policy, out _));
        var last = (await _data.Audit.ListAsync(new AuditQuery(Limit: 1), default))[0].Entry;
        Assert.Equal(("audit.proved", "record", "3", "bootstrap"), (last.Action, last.TargetType, last.Target, last.Actor));

        using var made = await _client.PostAsync("/admin/v1/audit/checkpoint", null);
        var note = await made.Content.ReadAsStringAsync();
        Assert.True(SignedNote.TryParse(note, out var signed) && policy.Judge(signed) is { IsSigned: true, Checkpoint.Size: 7 });
        Assert.Equal(note, await _client.GetStringAsync("/admin/v1/audit/checkpoint"));
        Assert.Equal("record_not_found", (await SendAsync("GET", "/admin/v1/audit/proof/99", null, HttpStatusCode.NotFound)).GetProperty("code").GetString());
        Assert.Equal("invalid_input", (await SendAsync("GET", "/admin/v1/audit/proof/-1", null, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Members_that_nobody_asked_for_are_refused_in_every_body()
    {
        var id = (await SendAsync("POST", "/admin/v1/keys", """{"name":"a"}""", HttpStatusCode.Created)).GetProperty("key").GetProperty("id").GetString();
        foreach (var member in Refusing)
        {
            foreach (var (method, path, body) in new[]
            {
                ("POST", "/admin/v1/keys", $$"""{"name":"a","{{member}}":1}"""),
                ("POST", "/admin/v1/keys", $$$"""{"name":"a","scopes":{"{{{member}}}":1}}"""),
                ("PATCH", $"/admin/v1/keys/{id}", $$"""{"{{member}}":1}"""),
                ("POST", $"/admin/v1/keys/{id}/rotate", $$"""{"{{member}}":1}"""),
            })
            {
                Assert.Equal("invalid_input", (await SendAsync(method, path, body, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
            }
        }

        Assert.Equal(1, (await SendAsync("GET", "/admin/v1/keys", null)).GetProperty("keys").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"NAME":"a"}""")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"a"} x""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"name":"a","expires_at":"2001-01-01T00:00:00Z"}""")]
    public async Task A_body_that_could_be_read_in_two_ways_or_not_at_all_is_refused(string body) =>
        Assert.Equal("invalid_input", (await SendAsync("POST", "/admin/v1/keys", body, HttpStatusCode.BadRequest)).GetProperty("code").GetString());

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused()
    {
        await SendAsync("POST", "/admin/v1/keys", $$"""{"name":"{{new string('a', 70_000)}}"}""", HttpStatusCode.RequestEntityTooLarge);
        using var form = new StringContent("name=a", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _client.PostAsync("/admin/v1/keys", form)).StatusCode);
    }

    [Theory]
    [InlineData("/admin/v1/audit?key=a")]
    [InlineData("/admin/v1/audit?type=all")]
    [InlineData("/admin/v1/audit?from=yesterday")]
    [InlineData("/admin/v1/audit?limit=0")]
    [InlineData("/admin/v1/audit?key_id=a&key_id=b")]
    [InlineData("/admin/v1/audit/export?limit=5")]
    [InlineData("/admin/v1/keys?cursor=nonsense")]
    public async Task A_query_that_is_not_understood_is_refused(string path) =>
        Assert.Equal("invalid_input", (await SendAsync("GET", path, null, HttpStatusCode.BadRequest)).GetProperty("code").GetString());

    [Fact]
    public async Task Every_route_declares_its_permission_and_answers_nothing_without_the_token()
    {
        using var stranger = new HttpClient { BaseAddress = _client.BaseAddress };
        Assert.Equal(41, Routes().Count);
        foreach (var route in Routes())
        {
            Assert.NotEmpty(route.Metadata.OfType<PermissionMetadata>());
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                foreach (var authorization in new[] { null, "Bearer wrong", "Basic " + Token, $"Bearer {Token}x" })
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), route.RoutePattern.RawText!.Replace("{id}", "0000000000", StringComparison.Ordinal));
                    if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
                    request.Content = new StringContent("not json", Encoding.UTF8, "application/json");
                    using var response = await stranger.SendAsync(request);
                    Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                    Assert.Equal("""{"type":"about:blank","title":"unauthorized","status":401,"detail":"Send the admin token as Authorization: Bearer.","code":"unauthorized"}""", await response.Content.ReadAsStringAsync());
                }
            }
        }
    }

    [Fact]
    public void A_route_without_a_permission_does_not_start()
    {
        using var app = WebApplication.CreateSlimBuilder().Build();
        var group = app.MapGroup("/admin");
        group.Guard();
        group.MapGet("/open", () => "hello");
        Assert.Throws<InvalidOperationException>(() => ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).ToList());
    }

    [Fact]
    public async Task The_description_lists_every_route_and_no_other()
    {
        var document = await SendAsync("GET", "/admin/openapi.json", null);
        var described = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"));
        var mapped = Routes().Where(r => r.RoutePattern.RawText != "/admin/openapi.json")
            .SelectMany(r => r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {r.RoutePattern.RawText!.TrimEnd('/')}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("KeyView").GetProperty("properties").TryGetProperty("created_at", out _));
    }

    [Fact]
    public async Task Status_tells_the_version_and_the_sections()
    {
        var status = await SendAsync("GET", "/admin/v1/status", null);
        Assert.Equal("0.1.0", status.GetProperty("version").GetString());
        Assert.True(status.GetProperty("sections").GetProperty("keys").GetProperty("available").GetBoolean());
    }

    [Fact]
    public async Task No_secret_reaches_the_log()
    {
        var created = await SendAsync("POST", "/admin/v1/keys", """{"name":"a"}""", HttpStatusCode.Created);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/keys");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token + "-canary");
        using var response = await _client.SendAsync(request);
        var log = string.Join('\n', _log.Lines.Select(l => l.Text));
        Assert.Contains("/admin/v1/keys", log, StringComparison.Ordinal); // the log was on
        Assert.DoesNotContain(created.GetProperty("secret").GetString()![19..], log, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(_data.Installation.Pepper.Span), log, StringComparison.OrdinalIgnoreCase);
    }

    private List<RouteEndpoint> Routes() => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

    private async Task<JsonElement> SendAsync(string method, string path, string? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{method} {path} {body}: {(int)response.StatusCode} {text}\n{_log.Lines.LastOrDefault(l => l.Level >= LogLevel.Error).Text}");
        if ((int)expected >= 400) Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    private sealed class ListProvider(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
