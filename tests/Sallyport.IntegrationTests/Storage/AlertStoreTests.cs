using Sallyport.Gateway.Alerts;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Memory;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class MemoryAlertStoreTests : AlertStoreContract
{
    protected override IAlertStore Store { get; } = new MemoryAlertStore();
}

public sealed class SqliteAlertStoreTests : AlertStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteAlertStoreTests() => Store = new SqliteAlertStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override IAlertStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class PostgresAlertStoreTests(SharedPostgres postgres) : AlertStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IAlertStore Store => new PostgresAlertStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 20, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}
