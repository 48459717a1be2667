using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Sqlite;

/// <summary>One database file: opens connections, brings the schema up to date, and lets one writer of this process in at a time.</summary>
/// <remarks>Other processes (the command line beside a running server) are kept apart by SQLite's own lock and a wait of at most five seconds.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>Longest wait for another process's lock, in milliseconds.</summary>
    private const int BusyTimeoutMs = 5_000;

    private readonly string _pooled, _unpooled;
    private readonly SemaphoreSlim _writing = new(1);

    /// <param name="path">Made if it is not there; its folder must be.</param>
    /// <param name="series">Which scripts make its schema: V, or S for the subjects' keys.</param>
    /// <exception cref="InstallationException">No SQLite library, not our database, or a newer schema.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public SqliteDatabase(string path, char series = 'V')
    {
        SqliteNative.EnsureLoaded();
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, DefaultTimeout = BusyTimeoutMs / 1000 };
        builder.Pooling = false;
        var creating = builder.ToString();
        builder.Mode = SqliteOpenMode.ReadWrite; // from now on a file that has gone is a fault, not a reason to begin a new one
        _unpooled = builder.ToString();
        builder.Pooling = true;
        _pooled = builder.ToString();
        Path = path;
        try
        {
            using var connection = Prepare(new SqliteConnection(creating));
            SqliteMigrator.Migrate(connection, series);
        }
        catch (SqliteException e)
        {
            throw Unavailable(e);
        }
    }

    public string Path { get; }

    /// <summary>A pooled connection; disposing gives it back.</summary>
    public SqliteConnection Open() => Prepare(new SqliteConnection(_pooled));

    /// <summary>A connection of its own, for the writer that keeps one.</summary>
    public SqliteConnection OpenOwn() => Prepare(new SqliteConnection(_unpooled));

    /// <summary>Takes the turn to write. The task-waiting callers come before the audit writer, which asks by blocking, so none starves.</summary>
    public ValueTask<WriteTurn> WriteAsync(CancellationToken cancellation)
    {
        var turn = _writing.WaitAsync(cancellation);
        return turn.IsCompletedSuccessfully ? new(new WriteTurn(_writing)) : Wait(turn, _writing);

        static async ValueTask<WriteTurn> Wait(Task turn, SemaphoreSlim writing)
        {
            await turn;
            return new WriteTurn(writing);
        }
    }

    /// <summary>Takes the turn to write, blocking: for a thread of its own.</summary>
    public WriteTurn Write()
    {
        _writing.Wait();
        return new WriteTurn(_writing);
    }

    /// <summary>Reads through a pooled connection.</summary>
    /// <exception cref="StoreUnavailableException">SQLite said no.</exception>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = Open();
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Runs a write in one transaction, in turn. It commits when <paramref name="write"/> returns true.</summary>
    /// <exception cref="StoreUnavailableException">SQLite said no; nothing was written.</exception>
    public async ValueTask<bool> WriteAsync(Func<SqliteConnection, bool> write, CancellationToken cancellation)
    {
        using var turn = await WriteAsync(cancellation);
        try
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            if (!write(connection)) return false;
            transaction.Commit();
            return true;
        }
        catch (SqliteException e)
        {
            throw Unavailable(e);
        }
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(_pooled)) SqliteConnection.ClearPool(connection);
        _writing.Dispose();
    }

    /// <summary>SQLite's messages name tables and result codes, never values.</summary>
    internal static StoreUnavailableException Unavailable(SqliteException e) => new($"The database said no (SQLite code {e.SqliteExtendedErrorCode}).", e);

    private static SqliteConnection Prepare(SqliteConnection connection)
    {
        try
        {
            connection.Open();
            // Pages of 8 KiB: a group commit of short entries then writes half as many, at the price of a few more bytes for a single one.
            connection.Execute($"PRAGMA page_size = 8192; PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Gives the turn back.</summary>
    internal readonly struct WriteTurn(SemaphoreSlim writing) : IDisposable
    {
        public void Dispose() => writing.Release();
    }
}
