using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.IntegrationTests.Ledger;
using Sallyport.Providers;
using Sallyport.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Faults;

/// <summary>The real server as a process, in front of one scripted upstream that stands for every provider; keys of two organizations and of every restriction.</summary>
internal sealed class FaultGateway : IAsyncDisposable
{
    public const string UpstreamCredential = "sk-upstream-credential-of-the-fault-tests";

    private readonly DirectoryInfo _folder;
    private readonly string _sections;
    private readonly bool _ownsFolder;

    private FaultGateway(DirectoryInfo folder, bool ownsFolder, string sections, FakeUpstream upstream, ServerProcess server) => (_folder, _ownsFolder, _sections, Upstream, Server) = (folder, ownsFolder, sections, upstream, server);

    public FakeUpstream Upstream { get; }

    /// <summary>False for a test that harms the log itself: then nobody judges it at the end.</summary>
    public bool LeavesLogSound { get; set; } = true;

    public ServerProcess Server { get; private set; }

    /// <summary>A key of organization "acme" for everything.</summary>
    public required string Key { get; init; }

    /// <summary>A key like it of another organization.</summary>
    public required string OtherKey { get; init; }

    /// <summary>Adds keys before the start.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Text of the configuration for an upstream address. Breakers are off: one fault after the other is what these tests are for.</summary>
    public static string Configuration(Uri upstream, string upstreamExtras = "", string sections = "", string more = "") => $$"""
        upstreams:
          openai: { provider: openai, base_url: "{{upstream.OriginalString}}/v1", credential: "${env:FAULT_UPSTREAM_KEY}", allow_store: true, max_attempts: 1, breaker: { failures: 0 }{{upstreamExtras}} }
          anthropic: { provider: anthropic, base_url: "{{upstream.OriginalString}}/v1", credential: "${env:FAULT_UPSTREAM_KEY}", max_attempts: 1, breaker: { failures: 0 }{{upstreamExtras}} }
          gemini: { provider: gemini, base_url: "{{upstream.OriginalString}}/v1beta", credential: "${env:FAULT_UPSTREAM_KEY}", max_attempts: 1, breaker: { failures: 0 }{{upstreamExtras}} }
        {{more}}
        dictionaries:
          codename: { label: CODENAME, terms: [ nightjar ] }
        guardrails:
          default:
            request:
              - { detector: us-ssn, action: redact }
              - { detector: email, action: pseudonymize }
              - { detector: private-key, action: block }
              - { detector: codename, action: block }
            response:
              - { detector: us-ssn, action: redact }
              - { detector: codename, action: block }
        {{sections}}
        """;

    public static async Task<FaultGateway> StartAsync(string upstreamExtras = "", string sections = "", IReadOnlyDictionary<string, string>? environment = null, IReadOnlyDictionary<string, KeySpec>? keys = null, string more = "", string? data = null)
    {
        var folder = data is null ? Directory.CreateTempSubdirectory("sallyport-faults-") : Directory.CreateDirectory(data);
        var upstream = await FakeUpstream.StartAsync();
        upstream.Reply = ReplyWellAsync;
        var made = await MakeKeysAsync(folder.FullName, keys ?? new Dictionary<string, KeySpec>());
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        all.TryAdd("FAULT_UPSTREAM_KEY", UpstreamCredential);
        var server = await ServerProcess.StartAsync(new ServerProcessOptions { DataDirectory = folder.FullName, Configuration = Configuration(upstream.Address, upstreamExtras, sections, more), Environment = all, BootstrapKey = made["acme"] });
        var gateway = new FaultGateway(folder, data is null, sections, upstream, server) { Key = made["acme"], OtherKey = made["other"] };
        foreach (var (name, key) in made) gateway.Keys[name] = key;
        return gateway;
    }

    /// <summary>Answers as the provider would whose path was asked: "hello", plain or as a stream.</summary>
    public static Task ReplyWellAsync(UpstreamExchange exchange)
    {
        var surface = Surface.OfUpstream(exchange.Request.Path, exchange.Request.Query);
        return IsStream(exchange.Request) ? StreamAsync(exchange, surface, surface.Stream("hel", "lo")) : exchange.JsonAsync(surface.Answer("hello"));
    }

    public static bool IsStream(RecordedRequest request) => request.Path.Contains(":stream", StringComparison.Ordinal) || request.Text.Contains("\"stream\":true", StringComparison.Ordinal);

    /// <summary>Begins the right kind of stream and sends its first bytes.</summary>
    public static async Task StreamAsync(UpstreamExchange exchange, Surface surface, string text)
    {
        exchange.Context.Response.ContentType = surface.StreamType;
        await exchange.PieceAsync(text);
    }

    public HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 10_000, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Server.Url, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Starts another process on the same data, with the same sections.</summary>
    public async Task<TimeSpan> RestartAsync(IReadOnlyDictionary<string, string> environment)
    {
        await Server.DisposeAsync();
        var began = Stopwatch.GetTimestamp();
        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        all.TryAdd("FAULT_UPSTREAM_KEY", UpstreamCredential);
        Server = await ServerProcess.StartAsync(new ServerProcessOptions { DataDirectory = _folder.FullName, Configuration = Configuration(Upstream.Address, sections: _sections), Environment = all, BootstrapKey = Key });
        return Stopwatch.GetElapsedTime(began);
    }

    public string Folder => _folder.FullName;

    /// <summary>The whole record, in order.</summary>
    public async Task<List<StoredLeaf>> RecordAsync()
    {
        using var data = await DataDirectory.OpenAsync(_folder.FullName, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var all = new List<StoredLeaf>();
        for (long? before = null; ;)
        {
            var page = await data.Audit.ListAsync(new AuditQuery(Before: before, Limit: 10_000), CancellationToken.None);
            all.AddRange(page);
            if (page.Count < 10_000) break;
            before = page[^1].Sequence;
        }

        all.Reverse();
        return all;
    }

    /// <summary>Waits for an exchange's result.</summary>
    public async Task<AuditEntry> ResultOfAsync(Guid exchange)
    {
        AuditEntry? result = null;
        await Until(async () => (result = (await RecordAsync()).Select(l => l.Entry).FirstOrDefault(e => e.ExchangeId == exchange && e.Type == AuditEntryType.Result)) is not null, TimeSpan.FromSeconds(10), "the result is recorded");
        return result!;
    }

    /// <summary>Resident memory of the server, in KiB.</summary>
    public long ResidentKiB()
    {
        var line = File.ReadLines($"/proc/{Server.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public static Task Until(Func<bool> holds, TimeSpan limit, string what) => Until(() => Task.FromResult(holds()), limit, what);

    public static async Task Until(Func<Task<bool>> holds, TimeSpan limit, string what)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds();)
        {
            if (Stopwatch.GetElapsedTime(began) > limit) Assert.Fail($"Not within {limit.TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }

    public static Guid IdOf(HttpResponseMessage response) => Guid.ParseExact(response.Headers.GetValues("x-sallyport-request-id").Single(), "N");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
        try
        {
            if (LeavesLogSound) await SoundLog.AssertAsync(_folder.FullName); // whatever a test does to the server, its log stands
        }
        finally
        {
            if (_ownsFolder) _folder.Delete(recursive: true);
        }
    }

    private static async Task<Dictionary<string, string>> MakeKeysAsync(string folder, IReadOnlyDictionary<string, KeySpec> keys)
    {
        using var data = await DataDirectory.OpenAsync(folder, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var hasher = new KeyHasher(data.Installation.Pepper.ToArray());
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        var everything = new KeySpec(KeyScopes.Default with { Capabilities = Capabilities.Tools | Capabilities.Store });
        foreach (var (name, spec) in keys.Append(new("acme", everything)).Append(new("other", everything with { Organization = "other" })))
        {
            var key = VirtualKey.Create(KeyEnvironment.Development);
            var now = TimeProvider.System.GetUtcNow();
            var record = new VirtualKeyRecord(key.Id, key.Environment, name, null, new KeyOwner(spec.Organization, null, null, null), spec.Scopes, spec.State, now, spec.ExpiresAt, [new KeySecretHash(hasher.Hash(key), now, null)], 1);
            await data.Keys.TryAddAsync(record, CancellationToken.None);
            made[name] = key.Reveal();
        }

        return made;
    }
}

/// <summary>What a test's key may do.</summary>
internal sealed record KeySpec(KeyScopes Scopes, string Organization = "acme", KeyState State = KeyState.Active, DateTimeOffset? ExpiresAt = null);
