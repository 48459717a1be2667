using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Telemetry;
using Sallyport.Storage.Memory;

namespace Sallyport.Server.Hosting;

/// <summary>Runs the path a few times before the first caller does: a copy of it, on stores in memory and the simulated provider, so that nothing of it is recorded or counted.</summary>
internal static class WarmUp
{
    private const int Rounds = 3;

    private static readonly (string Path, string Body)[] Requests =
    [
        ("/v1/chat/completions", """{"model":"simulator","messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"Write to ana@example.com about order 12345 of 2026-03-12, card 4111 1111 1111 1111."}],"max_tokens":64}"""),
        ("/v1/chat/completions", """{"model":"simulator","messages":[{"role":"user","content":"Write to ana@example.com, please.\n\nThanks"}],"stream":true}"""),
        ("/v1/messages", """{"model":"simulator","max_tokens":64,"stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"Call +1 212 555 0142."}]}]}"""),
        ("/v1/responses", """{"model":"simulator","input":"Hello 10.1.2.3","stream":true}"""),
        ("/v1beta/models/simulator:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}"""),
        ("/v1/embeddings", """{"model":"simulator","input":["Hello"]}"""),
    ];

    public static async Task RunAsync(GatewaySnapshot snapshot, InstallationKeys installation, TimeProvider time)
    {
        var upstream = new UpstreamDefinition { Id = "warm-up", Provider = ProviderId.Simulator, BaseAddress = new Uri("http://127.0.0.1/v1") };
        var key = VirtualKey.Create(KeyEnvironment.Development);
        var hasher = new KeyHasher(installation.Pepper.Span);
        var keys = new MemoryKeyStore();
        var now = time.GetUtcNow();
        await keys.TryAddAsync(new VirtualKeyRecord(key.Id, key.Environment, "warm-up", null, new KeyOwner("warm-up", null, null, null), KeyScopes.Default, KeyState.Active, now, null, [new KeySecretHash(hasher.Hash(key), now, null)], 1), CancellationToken.None);
        using var ring = new KeyRing(keys, time, NullLogger<KeyRing>.Instance);
        await ring.RefreshAsync(CancellationToken.None);
        using var stops = new StopBoard(new MemoryStopStore(), installation, time, NullLogger<StopBoard>.Instance);
        await stops.RefreshAsync(CancellationToken.None);

        var ledger = new MemoryLedger();
        using var metrics = new GatewayMetrics("Sallyport.WarmUp");
        await using var services = new ServiceCollection()
            .AddSingleton(new SnapshotSource(snapshot with { Audit = snapshot.Audit with { Capture = null }, Upstreams = new Dictionary<string, UpstreamDefinition> { ["warm-up"] = upstream }.ToFrozenDictionary(), Models = FrozenDictionary<string, ModelDefinition>.Empty, Guardrails = snapshot.Guardrails.WithoutModeration(), Spend = SpendPolicy.None }))
            .AddSingleton(installation).AddSingleton(hasher).AddSingleton(ring).AddSingleton(stops).AddSingleton<Authenticator>().AddSingleton(metrics).AddSingleton<Readiness>().AddSingleton(time)
            .AddSingleton<IAuditStore>(ledger).AddSingleton<ILedgerStore>(ledger).AddSingleton(ledger.Limits).AddSingleton(new LedgerState()).AddSingleton<IGapCounter>(new MemoryGapCounter()).AddSingleton<IContentStore>(new MemoryContentStore()).AddSingleton<ISubjectVault>(new MemorySubjectVault()).AddSingleton<IResponseStore>(new MemoryResponseStore()).AddSingleton<IReviewStore>(new MemoryReviewStore())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddGateway()
            .BuildServiceProvider();
        var path = services.GatewayPath();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (route, body) in Requests) await path(Request(route, body, key));
        }
    }

    private static DefaultHttpContext Request(string route, string body, VirtualKey key)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path, http.Request.ContentType, http.Request.ContentLength) = ("POST", route, "application/json", bytes.Length);
        http.Request.Headers.Authorization = "Bearer " + key.Reveal();
        http.Request.Body = new MemoryStream(bytes);
        return http;
    }
}
