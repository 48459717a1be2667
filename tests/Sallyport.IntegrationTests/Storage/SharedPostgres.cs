using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Storage;
using Sallyport.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Sallyport.IntegrationTests.Storage;

/// <summary>One cluster for the whole run, started when the first test asks for it. Tests that harm a server start one of their own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync("max_connections = 300"));

    public Task<PostgresServer> ServerAsync() => _server.Value;

    public async Task<DatabaseAddress> CreateDatabaseAsync() => await (await _server.Value).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}
