using System.Security.Cryptography;
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
using Sallyport.Ledger.Notes;
using Sallyport.Storage.Files;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Sqlite;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage;

/// <summary>Everything that an installation keeps, opened: the key file of a directory, and the database in it or on a PostgreSQL server.</summary>
/// <remarks>The command line may open it beside a running server; a second server may not (<see cref="LockForServing"/>).</remarks>
public sealed class DataDirectory : IDisposable
{
    private const string FingerprintSetting = "installation.fingerprint";

    private readonly IEngine _engine;
    private readonly ILedger _ledger;
    private FileStream? _lock;

    private DataDirectory(StorageSettings settings, InstallationKeys keys, IEngine engine, NoteSigner signer, ILedger ledger, LedgerState state, ISubjectVault subjects)
    {
        (Settled, Installation, _engine, Signer, _ledger, State, Subjects) = (settings, keys, engine, signer, ledger, state, subjects);
        (Gap, Ballast) = (new GapFile(settings.DataDirectory), new Ballast(settings.DataDirectory, settings.Devices.BallastBytes));
    }

    public string Path => Settled.DataDirectory;

    /// <summary>PostgreSQL's address; null for SQLite.</summary>
    public DatabaseAddress? Database => Settled.Database;

    public InstallationKeys Installation { get; }

    public IKeyStore Keys => _engine.Keys;

    /// <summary>Kept texts.</summary>
    public IContentStore Contents => _engine.Contents;

    public IAuditStore Audit => _ledger;

    public ILedgerStore Ledger => _ledger;

    /// <summary>What is folded from the log.</summary>
    public IReadModelStore ReadModels => _engine.ReadModels;

    /// <summary>Takes bodies of leaves away.</summary>
    public ILeafPruning Pruning => _ledger;

    /// <summary>Whether the log can be written now.</summary>
    public LedgerState State { get; }

    internal IWatchedLog WatchedLog => _ledger;

    internal GapFile Gap { get; }

    internal Ballast Ballast { get; }

    /// <summary>Keys of data subjects.</summary>
    public ISubjectVault Subjects { get; }

    /// <summary>Traces of persons outside the log.</summary>
    public IPersonalRows Persons => _engine.Persons;

    /// <summary>Signs the log's checkpoints.</summary>
    public NoteSigner Signer { get; }

    public IResponseStore Responses => _engine.Responses;

    public IReviewStore Reviews => _engine.Reviews;

    public ISettingStore Settings => _engine.Settings;

    /// <summary>How far each export of the record has come.</summary>
    public IExportCursorStore ExportCursors => _engine.ExportCursors;

    public IAdminStore Administrators => _engine.Administrators;

    public IApprovalStore Approvals => _engine.Approvals;

    public IHoldStore Holds => _engine.Holds;

    /// <summary>Counters of limits and budgets.</summary>
    public ILimitStore Limits => _engine.Limits;

    /// <summary>What is stopped.</summary>
    public IStopStore Stops => _engine.Stops;

    /// <summary>Which alerts were raised, and which are on their way.</summary>
    public IAlertStore Alerts => _engine.Alerts;

    private StorageSettings Settled { get; }

    /// <summary>Opens a directory with a SQLite database in it; makes it, its key file and its database on the first start.</summary>
    /// <exception cref="InstallationException">It is not fit to use; the message says why and what to do.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static Task<DataDirectory> OpenAsync(string path, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation) =>
        OpenAsync(new StorageSettings(System.IO.Path.GetFullPath(path)), time, loggers, cancellation);

    /// <summary>Opens what the configuration names; makes the directory, its key file and the tables on the first start.</summary>
    /// <exception cref="InstallationException">It is not fit to use; the message says why and what to do.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<DataDirectory> OpenAsync(StorageSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation)
    {
        CreateDirectory(settings.DataDirectory);
        var keys = KeyFile.LoadOrCreate(settings.DataDirectory);
        IEngine engine = settings.Database is { } address
            ? await PostgresEngine.OpenAsync(address, settings.MaxConnections, cancellation)
            : SqliteEngine.Open(settings.Place);
        try
        {
            await CheckFingerprintAsync(engine.Settings, keys, settings, cancellation);
            var signer = await LogKey.LoadOrCreateAsync(settings, keys, engine.Settings, cancellation);
            var state = new LedgerState();
            var ledger = engine.OpenLedger(new LedgerIdentity(signer.Name, signer.VerifierKey, settings.Node, LedgerIdentity.NewBoot()), state, settings.Devices, time, loggers);
            return new DataDirectory(settings, keys, engine, signer, ledger, state, new SubjectVault(engine.Subjects, keys, time));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Signs checkpoints of this log and keeps the last one in a file beside the database. The caller disposes it.</summary>
    /// <param name="every">Longest time between two while there is something new, for who runs it.</param>
    public Checkpointer NewCheckpointer(TimeSpan every, TimeProvider time, ILogger<Checkpointer> logger)
    {
        var checkpointer = new Checkpointer(Ledger, Signer, every, time, logger);
        CheckpointFile.Follow(checkpointer, Path, logger);
        return checkpointer;
    }

    /// <summary>Claims the directory for one server until disposed; a crash frees it. Nodes that share a PostgreSQL database have a directory each.</summary>
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
        _engine.Dispose();
        Signer.Dispose();
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

    /// <summary>Without this, a database with another installation's key file would look sound and refuse every key.</summary>
    private static async Task CheckFingerprintAsync(ISettingStore settings, InstallationKeys keys, StorageSettings where, CancellationToken cancellation)
    {
        await settings.TryAddAsync(FingerprintSetting, keys.Fingerprint, cancellation);
        var stored = await settings.FindAsync(FingerprintSetting, cancellation);
        if (CryptographicOperations.FixedTimeEquals(stored, keys.Fingerprint.Span)) return;
        throw new InstallationException(where.Database is null
            ? $"{KeyFile.FileName} does not belong to {StorageSettings.DatabaseFileName} beside it. Restore the two from the same backup."
            : $"{System.IO.Path.Combine(where.DataDirectory, KeyFile.FileName)} does not belong to {where.Place}. All nodes need the same key file: copy the first node's over this one.");
    }
}
