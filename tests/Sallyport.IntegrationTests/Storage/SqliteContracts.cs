using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.IntegrationTests.Storage.Contracts;
using Sallyport.Storage.Sqlite;
using Sallyport.Storage.Subjects;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Storage;

public sealed class SqliteKeyStoreTests : KeyStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteKeyStoreTests() => Store = new SqliteKeyStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override IKeyStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class SqliteContentStoreTests : ContentStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteContentStore _store;

    public SqliteContentStoreTests() => _store = new SqliteContentStore(_scratch.File("c.db"));

    protected override IContentStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _scratch.Dispose();
    }
}

public sealed class SqliteResponseStoreTests : ResponseStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteResponseStoreTests() => Store = new SqliteResponseStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override IResponseStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class SqliteSettingStoreTests : SettingStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteSettingStoreTests() => Store = new SqliteSettingStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override ISettingStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class SqliteReviewStoreTests : ReviewStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteReviewStoreTests() => Store = new SqliteReviewStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override IReviewStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class SqliteExportCursorStoreTests : ExportCursorStoreContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteDatabase _database;

    public SqliteExportCursorStoreTests() => Store = new SqliteExportCursorStore(_database = new SqliteDatabase(_scratch.File("t.db")));

    protected override IExportCursorStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}

public sealed class SqliteSubjectVaultTests : SubjectVaultContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly SqliteSubjectStore _rows;

    public SqliteSubjectVaultTests() => Vault = new SubjectVault(_rows = new SqliteSubjectStore(_scratch.File("s.db")), InstallationKeys.Derive(new byte[InstallationKeys.Size]), TimeProvider.System);

    protected override ISubjectVault Vault { get; }

    public void Dispose()
    {
        _rows.Dispose();
        _scratch.Dispose();
    }
}
