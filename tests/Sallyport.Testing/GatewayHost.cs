using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;
using Sallyport.Server.Hosting;
using Sallyport.Server.Verbs;
using Sallyport.Testing.Configuration;

namespace Sallyport.Testing;

/// <summary>The whole gateway in this process, on free loopback ports and in a folder of its own, in front of a <see cref="FakeUpstream"/>.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>The credential that the gateway sends upstream.</summary>
    public const string UpstreamCredential = "upstream-credential-of-the-tests";

    private static int _count;

    private readonly ConfigurationFile _file;
    private readonly GatewayRooms _rooms;
    private readonly ServerHost _host;
    private readonly SocketsHttpHandler _handler = new() { UseProxy = false, AutomaticDecompression = System.Net.DecompressionMethods.None };

    private GatewayHost(ConfigurationFile file, GatewayRooms rooms, ServerHost host, string key)
    {
        (_file, _rooms, _host, Key) = (file, rooms, host, key);
        Client = new HttpClient(_handler) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Root of the data listener.</summary>
    public Uri Url => new($"http://{_host.ApiAddress}");

    /// <summary>Root of the admin listener.</summary>
    public Uri AdminUrl => new($"http://{_host.AdminAddress}");

    /// <summary>Sends <see cref="Key"/> with every request to <see cref="Url"/>.</summary>
    public HttpClient Client { get; }

    /// <summary>The bootstrap key: every endpoint and model, capability tools only.</summary>
    public string Key { get; }

    /// <summary>The gateway's own record.</summary>
    public IAuditStore Audit => Services.GetRequiredService<IAuditStore>();

    public IServiceProvider Services => _host.Services;

    /// <summary>Holds the configuration file and the data directory <c>data</c>.</summary>
    public string Folder => _file.Folder;

    /// <summary>Starts a gateway whose OpenAI, Anthropic and Gemini upstreams are all one fake.</summary>
    /// <param name="upstream">Where requests go.</param>
    /// <param name="yaml">Configuration file; <c>@upstream@</c> becomes the fake's address. Default: none but the environment.</param>
    /// <param name="environment">Further variables, such as <c>SALLYPORT_DRAIN_SECONDS</c>.</param>
    public static async Task<GatewayHost> StartAsync(FakeUpstream upstream, string yaml = "", IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var address = upstream.Address.ToString().TrimEnd('/');
        if (!yaml.Contains("telemetry:", StringComparison.Ordinal)) yaml = "telemetry: { log_level: error }\n" + yaml;
        var file = new ConfigurationFile(yaml.Replace("@upstream@", address, StringComparison.Ordinal));
        var key = TestKey.Create();
        foreach (var (name, value) in (KeyValuePair<string, string>[])
        [
            new("SALLYPORT_API_LISTEN", "127.0.0.1:0"), new("SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0"), new("SALLYPORT_DATA_DIR", Path.Combine(file.Folder, "data")),
            new("SALLYPORT_BOOTSTRAP_KEY", key), new("SALLYPORT_ADMIN_TOKEN", "admin-token-of-the-tests"), new("SALLYPORT_DRAIN_SECONDS", "1"),
            new("OPENAI_API_KEY", UpstreamCredential), new("OPENAI_BASE_URL", address + "/v1"),
            new("ANTHROPIC_API_KEY", UpstreamCredential), new("ANTHROPIC_BASE_URL", address + "/v1"),
            new("GEMINI_API_KEY", UpstreamCredential), new("GEMINI_BASE_URL", address + "/v1beta"),
            .. environment ?? [],
        ]) file.Variables[name] = value;

        var rooms = new GatewayRooms();
        var compiler = file.Compiler(rooms.Detectors);
        var compiled = compiler.Compile(file.FilePath, file.Startup(), out var problems);
        if (compiled is null) throw new InvalidOperationException(string.Join('\n', problems));
        var loaded = new LoadedConfiguration(file.FilePath, file.Startup(), compiler, compiled, problems);
        await rooms.OpenAsync(loaded, CancellationToken.None);
        var host = new ServerHost(loaded, rooms, TimeProvider.System, $"Sallyport.Host{Interlocked.Increment(ref _count)}");
        await host.StartAsync(CancellationToken.None);
        return new GatewayHost(file, rooms, host, key);
    }

    /// <summary>Issues one more key.</summary>
    /// <returns>The key in clear.</returns>
    public Task<string> AddKeyAsync(KeyScopes scopes, string organization = "default") => AddKeyAsync(key => key with { Owner = key.Owner with { Organization = organization }, Scopes = scopes });

    /// <summary>Issues one more key, changed as the test needs it. It has every endpoint, and no owner but the organization.</summary>
    public async Task<string> AddKeyAsync(Func<VirtualKeyRecord, VirtualKeyRecord> change)
    {
        var (key, now) = (VirtualKey.Create(KeyEnvironment.Development), TimeProvider.System.GetUtcNow());
        var hash = new KeySecretHash(Services.GetRequiredService<KeyHasher>().Hash(key), now, null);
        var record = change(new VirtualKeyRecord(key.Id, key.Environment, "test", null, new KeyOwner("default", null, null, null), KeyScopes.Default, KeyState.Active, now, null, [hash], 1));
        if (!await Services.GetRequiredService<IKeyStore>().TryAddAsync(record, CancellationToken.None)) throw new InvalidOperationException("The key's id is taken.");
        await Services.GetRequiredService<KeyRing>().RefreshAsync(CancellationToken.None);
        return key.Reveal();
    }

    /// <summary>Issues a key for every endpoint with these capabilities.</summary>
    public Task<string> AddKeyAsync(Capabilities capabilities) => AddKeyAsync(KeyScopes.Default with { Capabilities = capabilities });

    /// <summary>Sends a JSON body, byte for byte.</summary>
    /// <param name="key">Another key than <see cref="Key"/>.</param>
    public Task<HttpResponseMessage> PostAsync(string path, string json, string? key = null, params (string Name, string Value)[] headers) => PostAsync(path, Encoding.UTF8.GetBytes(json), key, headers);

    /// <summary>Sends a JSON body, byte for byte.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, byte[] json, string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path));
        request.Content = new ByteArrayContent(json);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await _host.DisposeAsync();
        _rooms.Dispose();
        _file.Dispose();
    }
}
