using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

public sealed class GatewayExportTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_configured_export_follows_the_record_and_a_dead_one_beside_it_holds_nothing_up()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(
            upstream,
            $$"""
            audit:
              exports:
                files: { kind: ndjson, path: "{{_scratch.File("out")}}" }
                dead: { kind: webhook, url: "http://127.0.0.1:{{LocalServer.FreePort()}}", internal: true, signing_key: "${env:SIGNING}" }
            """,
            [new("SIGNING", "secret-of-the-tests")]);
        await AskAsync(gateway);
        var ledger = gateway.Services.GetRequiredService<ILedgerStore>();
        var size = await ledger.SizeAsync(default); // strict: the result was durable before the answer ended
        var exports = await UntilAsync(gateway, e => e["files"].GetProperty("state").GetString() == "ok" && e["files"].GetProperty("next").GetInt64() == size && e["dead"].GetProperty("state").GetString() == "failing");

        Assert.Equal("connection: ConnectionRefused", exports["dead"].GetProperty("fault").GetString());
        Assert.True(exports["dead"].GetProperty("lag_records").GetInt64() > 0);
        Assert.Equal((await ledger.ReadAsync(0, 10_000, default)).Select(l => Encoding.UTF8.GetString(l.Json.Span)), Lines());
        Assert.Contains(Lines(), l => l.Contains("\"type\":\"result\"", StringComparison.Ordinal));

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var metrics = await client.GetStringAsync(new Uri(gateway.AdminUrl, "/metrics"));
        Assert.Contains("sallyport_audit_export_lag{export=\"files\"} 0", metrics, StringComparison.Ordinal);
        Assert.Contains("sallyport_audit_export_failures_total{export=\"dead\"}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-tests", metrics + JsonSerializer.Serialize(exports), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_begins_what_is_new_and_ends_what_is_gone()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        Assert.Empty(await ListAsync(gateway));

        var snapshots = gateway.Services.GetRequiredService<SnapshotSource>();
        var definition = new ExportDefinition("files", new FileTarget(_scratch.File("out"), 1_000_000), ExportFormat.Leaf, IsFromNewest: false, 500, TimeSpan.FromSeconds(30));
        snapshots.Publish(snapshots.Current with { Exports = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("files", definition)]) });
        await UntilAsync(gateway, e => e.TryGetValue("files", out var files) && files.GetProperty("state").GetString() == "ok");
        snapshots.Publish(snapshots.Current with { Exports = System.Collections.Frozen.FrozenDictionary<string, ExportDefinition>.Empty });
        await UntilAsync(gateway, e => e.Count == 0);

        var written = Lines().Length;
        await AskAsync(gateway);
        await Task.Delay(600);
        Assert.Equal(written, Lines().Length);

        snapshots.Publish(snapshots.Current with { Exports = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("files", definition)]) });
        var size = await gateway.Services.GetRequiredService<ILedgerStore>().SizeAsync(default);
        await UntilAsync(gateway, e => e.TryGetValue("files", out var files) && files.GetProperty("state").GetString() == "ok" && files.GetProperty("next").GetInt64() == size);
        Assert.Equal(Enumerable.Range(0, Lines().Length), Lines().Select(l => JsonDocument.Parse(l).RootElement.GetProperty("seq").GetInt32())); // from its cursor: nothing twice, nothing missing
        Assert.True(Lines().Length > written);
    }

    [Fact]
    public async Task The_list_of_exports_needs_the_admin_token()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await client.GetAsync(new Uri(gateway.AdminUrl, "/admin/v1/audit/exports"));
        Assert.Equal(401, (int)answer.StatusCode);
    }

    private string[] Lines() => [.. Directory.GetFiles(_scratch.File("out")).Order(StringComparer.Ordinal).SelectMany(f => Encoding.UTF8.GetString(File.ReadAllBytes(f)).Split('\n')[..^1])];

    private static async Task AskAsync(GatewayHost gateway)
    {
        using var content = new StringContent("""{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        using var answer = await gateway.Client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<Dictionary<string, JsonElement>> UntilAsync(GatewayHost gateway, Func<Dictionary<string, JsonElement>, bool> isReached)
    {
        for (var turn = 0; ; turn++)
        {
            var exports = await ListAsync(gateway);
            if (isReached(exports)) return exports;
            Assert.True(turn < 600, "not reached: " + string.Join(' ', exports.Values));
            await Task.Delay(50);
        }
    }

    private static async Task<Dictionary<string, JsonElement>> ListAsync(GatewayHost gateway)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "admin-token-of-the-tests");
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(gateway.AdminUrl, "/admin/v1/audit/exports")));
        return document.RootElement.GetProperty("exports").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!, e => e.Clone());
    }
}
