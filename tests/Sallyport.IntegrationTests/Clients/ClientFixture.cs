using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Clients;

/// <summary>The real server as a child process, in front of the independent upstream; shared by all client tests.</summary>
public sealed class ClientFixture : IAsyncLifetime
{
    private AimockUpstream? _upstream;
    private ServerProcess? _server;
    private string? _storeKey;

    public AimockUpstream Upstream => _upstream ?? throw new InvalidOperationException("not started");

    public ServerProcess Server => _server ?? throw new InvalidOperationException("not started");

    /// <summary>What the Node scripts read.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SALLYPORT_URL"] = Server.Url.OriginalString,
        ["SALLYPORT_KEY"] = Server.Key,
        ["SALLYPORT_STORE_KEY"] = _storeKey ?? throw new InvalidOperationException("not started"),
        ["SALLYPORT_UPSTREAM_URL"] = Upstream.Url.OriginalString,
    };

    public async ValueTask InitializeAsync()
    {
        _upstream = await AimockUpstream.StartAsync();
        var configuration = await File.ReadAllTextAsync(Repository.Combine("tests", "clients", "gateway.yaml"));
        _server = await ServerProcess.StartAsync(new ServerProcessOptions
        {
            Configuration = configuration.Replace("@upstream@", Upstream.Url.OriginalString.TrimEnd('/'), StringComparison.Ordinal),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["CLIENTS_UPSTREAM_KEY"] = "sk-upstream-of-the-client-tests" },
        });
        _storeKey = await CreateStoreKeyAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_upstream is not null) await _upstream.DisposeAsync();
    }

    /// <summary>Makes a key with the capability store, of an owner of its own, as an operator would beside the running server; returns once the server knows it.</summary>
    private static async Task<string> CreateStoreKeyAsync(ServerProcess server)
    {
        var (code, output, error) = await server.RunVerbAsync("keys", "create", "--name", "store", "--organization", "store-tests", "--endpoints", "all", "--capabilities", "tools", "store");
        if (code != 0) throw new InvalidOperationException($"sallyport keys create ended with {code}: {error}");
        var key = output.Trim();
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            using var answer = await client.GetAsync(new Uri("/v1/models", UriKind.Relative), limit.Token);
            if (answer.IsSuccessStatusCode) return key;
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }
}

/// <summary>Client tests share one server and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ClientCollection : ICollectionFixture<ClientFixture>
{
    public const string Name = "clients";
}
