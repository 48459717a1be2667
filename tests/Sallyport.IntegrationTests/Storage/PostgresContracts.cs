using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Audit.ReadModels;
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

public sealed class PostgresContentStoreTests(SharedPostgres postgres) : ContentStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IContentStore Store => new PostgresContentStore(_database);

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

public sealed class PostgresExportCursorStoreTests(SharedPostgres postgres) : ExportCursorStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IExportCursorStore Store => new PostgresExportCursorStore(_database);

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

public sealed class PostgresReadModelStoreTests(SharedPostgres postgres) : ReadModelStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    protected override IReadModelStore Store => new PostgresReadModelStore(_database);

    public async ValueTask InitializeAsync() => _database = await PostgresDatabase.OpenAsync(await postgres.CreateDatabaseAsync(), 10, default);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }

    [Fact]
    public async Task A_word_that_the_server_cannot_hold_stops_nothing()
    {
        var facts = Facts(0, 2);
        facts[0] = facts[0] with { Passage = facts[0].Passage with { Model = "a\0b" } };
        facts[1] = facts[1] with { Passage = facts[0].Passage with { Model = "a\uFFFDb" } }; // the same, once it is readable
        Assert.True(await Store.FoldAsync(Batch(0, 2, facts), default));
        Assert.All(await ExchangesAsync(new FactSelection(null, null)), f => Assert.Equal("a\uFFFDb", f.Passage.Model));
        Assert.True(await Store.FoldAsync(Batch(2, 3, [facts[1] with { Sequence = 2, Passage = facts[1].Passage with { Model = new string('m', 512) + new string('é', 3_000) } }]), default)); // longer than an index takes
    }
}
