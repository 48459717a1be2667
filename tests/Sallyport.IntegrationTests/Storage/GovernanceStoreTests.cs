using Sallyport.Gateway.Governance;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class SqliteGovernanceStoreTests : GovernanceStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteGovernanceStoreTests() => _database = new SqliteDatabase(_scratch.File("t.db"));

    protected override IAdminStore Administrators => new SqliteAdminStore(_database);

    protected override IApprovalStore Approvals => new SqliteApprovalStore(_database);

    protected override IHoldStore Holds => new SqliteHoldStore(_database);

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class PostgresGovernanceStoreTests(SharedPostgres postgres) : GovernanceStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IAdminStore Administrators => new PostgresAdminStore(_database);

    protected override IApprovalStore Approvals => new PostgresApprovalStore(_database);

    protected override IHoldStore Holds => new PostgresHoldStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}
