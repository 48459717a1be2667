using System.Collections.Concurrent;
using System.Globalization;
using Sallyport.Gateway.Audit;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>The process dies as by <c>kill -9</c>, at random moments, under load.</summary>
public sealed class KillTests
{
    private const int Clients = 12;

    [Fact]
    public async Task Whatever_a_client_saw_begin_is_in_the_record_after_a_kill_and_what_broke_off_is_marked()
    {
        var rounds = Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 100 : 10;
        await using var gateway = await FaultGateway.StartAsync();
        gateway.Upstream.Reply = SlowlyAsync;
        var seen = new ConcurrentDictionary<Guid, long>();
        var (fastest, slowest) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            using var stop = new CancellationTokenSource();
            var load = Enumerable.Range(0, Clients).Select(i => AskUntilGoneAsync(gateway, Surface.All[i % Surface.All.Count], i % 2 == 0, seen, stop.Token)).ToArray();
            var begun = seen.Count;
            for (var tries = 0; seen.Count <= begun + Clients && tries < 3_000; tries++) await Task.Delay(10);
            await Task.Delay(Random.Shared.Next(150, 600)); // the moment is the chance that is tested
            await gateway.Server.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(load);
            var took = await gateway.RestartAsync(new Dictionary<string, string>());
            (fastest, slowest) = (took < fastest ? took : fastest, took > slowest ? took : slowest);
        }

        var record = await gateway.RecordAsync();
        var intents = record.Where(e => e.Entry.Type == AuditEntryType.Intent).ToDictionary(e => e.Sequence, e => e.Entry.ExchangeId);
        var closings = record.Where(e => e.Entry.IntentSequence is not null).GroupBy(e => e.Entry.IntentSequence!.Value).ToDictionary(g => g.Key, g => g.ToArray());
        var interrupted = record.Count(e => e.Entry.Type == AuditEntryType.Interrupted);
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} kills, {seen.Count} answers begun, {intents.Count} intents, {interrupted} interrupted, slowest restart {slowest.TotalMilliseconds:F0} ms");

        Assert.True(seen.Count > rounds * Clients, $"only {seen.Count} answers had begun");
        Assert.All(seen, s => Assert.Equal(s.Key, intents.GetValueOrDefault(s.Value)));
        Assert.All(intents.Keys, i => Assert.Single(closings[i]));
        Assert.True(interrupted > 0);
        Assert.InRange(fastest, TimeSpan.Zero, TimeSpan.FromSeconds(5)); // the slowest says how busy the machine is
        Assert.Equal(record.Select(e => e.Sequence), Enumerable.Range(0, record.Count).Select(i => (long)i));
        await gateway.Server.KillAsync();
        await LogCheck.VerifyAsync(gateway.Folder, seen.Values);
    }

    private static async Task SlowlyAsync(UpstreamExchange exchange)
    {
        var surface = Surface.OfUpstream(exchange.Request.Path, exchange.Request.Query);
        if (!FaultGateway.IsStream(exchange.Request))
        {
            await exchange.JsonAsync(surface.Answer("hello"));
            return;
        }

        await FaultGateway.StreamAsync(exchange, surface, surface.Opening());
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(5, exchange.Context.RequestAborted);
            await exchange.PieceAsync(surface.Delta("word "));
        }

        await exchange.PieceAsync(surface.Closing());
    }

    private static async Task AskUntilGoneAsync(FaultGateway gateway, Surface surface, bool stream, ConcurrentDictionary<Guid, long> seen, CancellationToken stop)
    {
        using var client = gateway.Client();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = surface.Request(gateway.Key, "hello", stream);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                if (response.Headers.TryGetValues("x-audit-seq", out var sequence)) seen[FaultGateway.IdOf(response)] = long.Parse(sequence.Single(), CultureInfo.InvariantCulture);
                await response.Content.ReadAsByteArrayAsync(stop);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or System.Net.Sockets.SocketException)
            {
                if (gateway.Server.HasExited) return;
            }
        }
    }
}
