using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Subjects;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class PostgresKeyStoreTests(SharedPostgres postgres) : KeyStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IKeyStore Store => new PostgresKeyStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}

public sealed class PostgresResponseStoreTests(SharedPostgres postgres) : ResponseStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IResponseStore Store => new PostgresResponseStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}

public sealed class PostgresSettingStoreTests(SharedPostgres postgres) : SettingStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override ISettingStore Store => new PostgresSettingStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}

public sealed class PostgresReviewStoreTests(SharedPostgres postgres) : ReviewStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IReviewStore Store => new PostgresReviewStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}

public sealed class PostgresSubjectVaultTests(SharedPostgres postgres) : SubjectVaultContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private SubjectVault _vault = null!;

    protected override ISubjectVault Vault => _vault;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);
        _vault = new SubjectVault(new PostgresSubjectStore(_database), InstallationKeys.Derive(new byte[InstallationKeys.Size]), TimeProvider.System);
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}
