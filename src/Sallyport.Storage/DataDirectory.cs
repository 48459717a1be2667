using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.Ledger.Notes;
using Sallyport.Storage.Files;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Sqlite;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage;

/// <summary>Everything that an installation keeps, opened: key file and database of one directory.</summary>
/// <remarks>The command line may open it beside a running server; a second server may not (<see cref="LockForServing"/>).</remarks>
public sealed class DataDirectory : IDisposable
{
    public const string DatabaseFileName = "sallyport.db";

    private const string FingerprintSetting = "installation.fingerprint";

    private readonly SqliteDatabase _database;
    private readonly SqliteLedger _ledger;
    private readonly SqliteSubjectStore _subjects;
    private FileStream? _lock;

    private DataDirectory(string path, InstallationKeys keys, SqliteDatabase database, string node, LedgerDevices? devices, TimeProvider time, ILoggerFactory loggers)
    {
        (Path, Installation, _database) = (path, keys, database);
        Keys = new SqliteKeyStore(database);
        Responses = new SqliteResponseStore(database);
        Reviews = new SqliteReviewStore(database);
        Settings = new SqliteSettingStore(database);
        Signer = LogKeyFile.LoadOrCreate(path);
        _subjects = new SqliteSubjectStore(CreateForOwnerOnly(System.IO.Path.Combine(path, SqliteSubjectStore.FileName)));
        Subjects = new SubjectVault(_subjects, keys, time);
        _ledger = new SqliteLedger(database, new LedgerIdentity(Signer.Name, Signer.VerifierKey, node, LedgerIdentity.NewBoot()), time, loggers.CreateLogger<SqliteLedger>(), state: State, devices: devices);
        (Gap, Ballast) = (new GapFile(path), new Ballast(path, (devices ?? new LedgerDevices()).BallastBytes));
    }

    public string Path { get; }

    public InstallationKeys Installation { get; }

    public IKeyStore Keys { get; }

    public IAuditStore Audit => _ledger;

    public ILedgerStore Ledger => _ledger;

    /// <summary>Whether the log can be written now.</summary>
    public LedgerState State { get; } = new();

    internal IWatchedLog WatchedLog => _ledger;

    internal GapFile Gap { get; }

    internal Ballast Ballast { get; }

    /// <summary>Keys of data subjects.</summary>
    public ISubjectVault Subjects { get; }

    /// <summary>Signs the log's checkpoints.</summary>
    public NoteSigner Signer { get; }

    public IResponseStore Responses { get; }

    public IReviewStore Reviews { get; }

    public ISettingStore Settings { get; }

    /// <summary>Opens a directory; makes it, its key files and its databases on the first start.</summary>
    /// <param name="node">Name of this gateway in the record; the machine's if null.</param>
    /// <param name="devices">Names a second device for the log; null for none. The command line has none: what it writes is copied there later.</param>
    /// <exception cref="InstallationException">It is not fit to use; the message says why and what to do.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<DataDirectory> OpenAsync(string path, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation, string? node = null, LedgerDevices? devices = null)
    {
        path = System.IO.Path.GetFullPath(path);
        CreateDirectory(path);
        var keys = KeyFile.LoadOrCreate(path);
        var file = System.IO.Path.Combine(path, DatabaseFileName);
        var database = new SqliteDatabase(CreateForOwnerOnly(file));
        try
        {
            await CheckFingerprintAsync(new SqliteSettingStore(database), keys, cancellation);
            return new DataDirectory(path, keys, database, node ?? Environment.MachineName, devices, time, loggers);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Claims the directory for one server until disposed; a crash frees it.</summary>
    /// <exception cref="InstallationException">Another server has it.</exception>
    public void LockForServing()
    {
        try
        {
            _lock ??= new FileStream(System.IO.Path.Combine(Path, "sallyport.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InstallationException($"Another Sallyport server uses the data directory {Path}. Stop it, or give this one a directory of its own.", e);
        }
    }

    public void Dispose()
    {
        _ledger.Dispose();
        Gap.Dispose();
        _subjects.Dispose();
        Signer.Dispose();
        _database.Dispose();
        _lock?.Dispose();
    }

    private static void CreateDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else if (!Directory.Exists(path)) Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"The data directory {path} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>An empty file is a new database to SQLite, which gives its own files beside it the same permissions.</summary>
    private static string CreateForOwnerOnly(string file)
    {
        if (OperatingSystem.IsWindows() || File.Exists(file)) return file;
        try
        {
            new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"The database {file} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Without this, a database with another installation's key file would look sound and refuse every key.</summary>
    private static async Task CheckFingerprintAsync(ISettingStore settings, InstallationKeys keys, CancellationToken cancellation)
    {
        await settings.TryAddAsync(FingerprintSetting, keys.Fingerprint, cancellation);
        var stored = await settings.FindAsync(FingerprintSetting, cancellation);
        if (!CryptographicOperations.FixedTimeEquals(stored, keys.Fingerprint.Span))
            throw new InstallationException($"{KeyFile.FileName} does not belong to {DatabaseFileName} beside it. Restore the two from the same backup.");
    }
}
