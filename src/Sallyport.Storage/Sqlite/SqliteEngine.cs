using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Governance;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage.Sqlite;

/// <summary>All stores in one SQLite file, but for the keys of data subjects, the read models and kept texts, which have files of their own beside it.</summary>
internal sealed class SqliteEngine : IEngine
{
    private readonly SqliteDatabase _database;
    private readonly SqliteSubjectStore _subjects;
    private readonly SqliteReadModelStore _readModels;
    private readonly SqliteContentStore _contents;

    private SqliteEngine(SqliteDatabase database, SqliteSubjectStore subjects, SqliteReadModelStore readModels, SqliteContentStore contents)
    {
        (_database, _subjects, _readModels, _contents) = (database, subjects, readModels, contents);
        Persons = new SqlitePersonalRows(database);
        Keys = new SqliteKeyStore(database);
        Responses = new SqliteResponseStore(database);
        Reviews = new SqliteReviewStore(database);
        Settings = new SqliteSettingStore(database);
        ExportCursors = new SqliteExportCursorStore(database);
        Administrators = new SqliteAdminStore(database);
        Approvals = new SqliteApprovalStore(database);
        Holds = new SqliteHoldStore(database);
        Limits = new SqliteLimitStore(database);
        Stops = new SqliteStopStore(database);
        Alerts = new SqliteAlertStore(database);
    }

    public ISubjectRows Subjects => _subjects;

    public IReadModelStore ReadModels => _readModels;

    public IPersonalRows Persons { get; }

    public IContentStore Contents => _contents;

    public IKeyStore Keys { get; }

    public IResponseStore Responses { get; }

    public IReviewStore Reviews { get; }

    public ISettingStore Settings { get; }

    public IExportCursorStore ExportCursors { get; }

    public IAdminStore Administrators { get; }

    public IApprovalStore Approvals { get; }

    public IHoldStore Holds { get; }

    public ILimitStore Limits { get; }

    public IStopStore Stops { get; }

    public IAlertStore Alerts { get; }

    /// <summary>Opens a file; makes it on the first start.</summary>
    /// <exception cref="InstallationException">It cannot be made, is not ours, or is newer than this version of Sallyport.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be opened.</exception>
    public static SqliteEngine Open(string file)
    {
        var subjects = Path.Combine(Path.GetDirectoryName(file)!, SqliteSubjectStore.FileName);
        CreateForOwnerOnly(file);
        CreateForOwnerOnly(subjects);
        var readModels = Path.Combine(Path.GetDirectoryName(file)!, SqliteReadModelStore.FileName);
        CreateForOwnerOnly(readModels);
        var contents = Path.Combine(Path.GetDirectoryName(file)!, SqliteContentStore.FileName);
        CreateForOwnerOnly(contents);
        var opened = new Stack<IDisposable>();
        try
        {
            var database = new SqliteDatabase(file);
            opened.Push(database);
            var vault = new SqliteSubjectStore(subjects);
            opened.Push(vault);
            var models = new SqliteReadModelStore(readModels);
            opened.Push(models);
            return new SqliteEngine(database, vault, models, new SqliteContentStore(contents));
        }
        catch
        {
            foreach (var part in opened) part.Dispose();
            throw;
        }
    }

    public ILedger OpenLedger(LedgerIdentity identity, LedgerState state, LedgerDevices devices, TimeProvider time, ILoggerFactory loggers) =>
        new SqliteLedger(_database, identity, time, loggers.CreateLogger<SqliteLedger>(), state: state, devices: devices);

    public void Dispose()
    {
        _contents.Dispose();
        _readModels.Dispose();
        _subjects.Dispose();
        _database.Dispose();
    }

    /// <summary>An empty file is a new database to SQLite, which gives its own files beside it the same permissions.</summary>
    private static void CreateForOwnerOnly(string file)
    {
        if (OperatingSystem.IsWindows() || File.Exists(file)) return;
        try
        {
            new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"The database {file} cannot be made: {e.Message}", e);
        }
    }
}
