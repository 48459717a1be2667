using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
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

    private static async Task<HttpStatusCode> AskAsync(GatewayHost gateway)
    {
        using var body = new StringContent("""{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await gateway.Client.PostAsync("/v1/chat/completions", body);
        return response.StatusCode;
    }
}
