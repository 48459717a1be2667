using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Governance;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Governance;

/// <summary>A whole gateway on either engine, with named administrators who ask it over HTTP.</summary>
internal sealed class GovernedGateway : IAsyncDisposable
{
    public const string Bootstrap = "admin-token-of-the-tests";

    private readonly HttpClient _admin = new();

    private GovernedGateway(FakeUpstream upstream, GatewayHost host) => (Upstream, Host) = (upstream, host);

    public FakeUpstream Upstream { get; }

    public GatewayHost Host { get; }

    public string DataDirectory => Host.Services.GetRequiredService<ServerSettings>().Storage.DataDirectory;

    public static async Task<GovernedGateway> StartAsync(SharedPostgres? postgres, string yaml = "")
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Reply = exchange => exchange.JsonAsync("""{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
        var environment = new List<KeyValuePair<string, string>>();
        if (postgres is not null) environment.Add(new("SALLYPORT_DATABASE_URL", (await postgres.ServerAsync()).UrlOf(await postgres.CreateDatabaseAsync())));
        return new GovernedGateway(upstream, await GatewayHost.StartAsync(upstream, yaml, environment));
    }

    /// <summary>Makes a named administrator.</summary>
    /// <returns>The token.</returns>
    public async Task<string> AdminAsync(string name, AdminRole role)
    {
        Assert.True((await Host.Services.GetRequiredService<AdminService>().CreateAsync(name, role, "cli:test", default)).TryGet(out var token, out _));
        return token;
    }

    public async Task<JsonElement> SendAsync(string token, string method, string path, string? json = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Host.AdminUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _admin.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<string> ExportAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.AdminUrl, "/admin/v1/audit/export"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bootstrap);
        using var response = await _admin.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Has one request approved by two people.</summary>
    /// <returns>The id of the approval.</returns>
    public async Task<string> ApprovedAsync(string asking, string agreeing, string json)
    {
        var id = (await SendAsync(asking, "POST", "/admin/v1/approvals", json, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        Assert.Equal("granted", (await SendAsync(agreeing, "POST", $"/admin/v1/approvals/{id}/approve")).GetProperty("state").GetString());
        return id;
    }

    public async Task ChatAsync(string key)
    {
        using var response = await Host.PostAsync("/v1/chat/completions", """{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""", key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsStringAsync();
    }

    /// <summary>Leaves with this word as type, oldest first.</summary>
    public async Task<IReadOnlyList<Leaf>> LeavesAsync(string type)
    {
        var ledger = Host.Services.GetRequiredService<ILedgerStore>();
        return [.. (await ledger.ReadAsync(0, 10_000, default)).Where(l => !l.Json.IsEmpty).Select(l => l.Read()).Where(l => l.Entry.Action == type)];
    }

    /// <summary>Judges the log with the verifier that knows nothing of the gateway.</summary>
    public async Task<VerificationReport> VerifyAsync()
    {
        await Host.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);
        var ledger = Host.Services.GetRequiredService<ILedgerStore>();
        using var key = NoteVerifier.Parse((await ledger.ReadAsync(0, 1, default))[0].Entry.Target!); // the genesis names it
        return await LedgerVerifier.VerifyAsync(await LedgerSource.OpenAsync(ledger, default), new CheckpointPolicy([key], [], 0), default);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
