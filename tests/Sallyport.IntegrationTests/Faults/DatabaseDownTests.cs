using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>A gateway whose PostgreSQL server goes away and comes back.</summary>
public sealed class DatabaseDownTests
{
    [Fact]
    public async Task Nothing_is_forwarded_without_a_durable_intent_and_it_works_again_by_itself_within_ten_seconds()
    {
        await using var server = await PostgresServer.StartAsync();
        var address = await server.CreateDatabaseAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, environment: [new("SALLYPORT_DATABASE_URL", server.UrlOf(address))]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway));

        await server.StopAsync();
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(gateway));
        var forwarded = upstream.Requests.Count;
        Assert.Equal(1, forwarded);

        await server.StartAgainAsync();
        var back = Stopwatch.StartNew();
        while (await AskAsync(gateway) is not HttpStatusCode.OK) Assert.True(back.Elapsed < TimeSpan.FromSeconds(10), $"not back after {back.Elapsed}");

        using var data = await DataDirectory.OpenAsync(new StorageSettings(Path.Combine(gateway.Folder, "data"), address), TimeProvider.System, NullLoggerFactory.Instance, default);
        var intents = (await data.Ledger.ReadAsync(0, 10_000, default)).Count(l => l.Entry.Type is AuditEntryType.Intent);
        Assert.True(upstream.Requests.Count <= intents, $"{upstream.Requests.Count} requests went out and {intents} are recorded");
    }

    [Fact]
    public async Task In_gap_mode_exchanges_pass_while_it_is_down_and_the_record_says_exactly_how_many()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, "audit: { on_failure: allow_with_gap }\n", [new("SALLYPORT_DATABASE_URL", server.UrlOf(await server.CreateDatabaseAsync()))]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway));

        await server.StopAsync();
        var unrecorded = 0;
        for (var i = 0; i < 7; i++)
        {
            using var body = new StringContent("""{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
            using var response = await gateway.Client.PostAsync("/v1/chat/completions", body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (response.Headers.Contains("x-audit-gap")) unrecorded++;
        }

        Assert.Equal(7, unrecorded);
        await server.StartAgainAsync();
        var ledger = gateway.Services.GetRequiredService<ILedgerStore>();
        List<AuditEntry> gaps = [];
        await FaultGateway.Until(async () => (gaps = await GapsAsync(ledger)).Sum(g => g.Gap!.Count) >= unrecorded, TimeSpan.FromSeconds(60), "the gap is recorded");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway));
        gaps = await GapsAsync(ledger);
        Assert.Equal(unrecorded, gaps.Sum(g => g.Gap!.Count));
        Assert.All(gaps, g => Assert.Equal("store_unavailable", g.Gap!.Cause));
        Assert.Equal(9, upstream.Requests.Count);
    }

    [Fact]
    public async Task It_says_that_it_is_not_ready_while_it_is_down_and_ready_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, environment: [new("SALLYPORT_DATABASE_URL", server.UrlOf(await server.CreateDatabaseAsync()))]);
        Assert.Equal((HttpStatusCode.OK, false), await ReadyAsync(gateway));

        await server.StopAsync();
        await AskAsync(gateway);
        await FaultGateway.Until(async () => await ReadyAsync(gateway) is (HttpStatusCode.ServiceUnavailable, true), TimeSpan.FromSeconds(30), "it is not ready and waits for the store");

        await server.StartAgainAsync();
        await FaultGateway.Until(async () => await ReadyAsync(gateway) is (HttpStatusCode.OK, false), TimeSpan.FromSeconds(30), "it is ready again, though nobody asks it for anything");
    }

    private static async Task<(HttpStatusCode Status, bool WaitsForStore)> ReadyAsync(GatewayHost gateway)
    {
        using var response = await gateway.Client.GetAsync("/readyz");
        return (response.StatusCode, (await response.Content.ReadAsStringAsync()).Contains("\"store\"", StringComparison.Ordinal));
    }

    private static async Task<List<AuditEntry>> GapsAsync(ILedgerStore ledger)
    {
        try
        {
            return [.. (await ledger.ReadAsync(0, 10_000, default)).Select(l => l.Read().Entry).Where(e => e.Type is AuditEntryType.Gap)];
        }
        catch (StoreUnavailableException)
        {
            return []; // not back yet
        }
    }

    private static async Task<HttpStatusCode> AskAsync(GatewayHost gateway)
    {
        using var body = new StringContent("""{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await gateway.Client.PostAsync("/v1/chat/completions", body);
        return response.StatusCode;
    }
}
