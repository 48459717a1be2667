using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Sqlite;

/// <summary>Copies the write-ahead log back into the database while the writer goes on: left to the writer, each copy would stall all requests for its length.</summary>
internal sealed partial class WalCheckpointer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const long WorthwhileBytes = 16 * 1024 * 1024;

    private readonly SqliteDatabase _database;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _turn = new();
    private bool _stopped;

    public WalCheckpointer(SqliteDatabase database, TimeProvider time, ILogger logger)
    {
        (_database, _logger) = (database, logger);
        _timer = time.CreateTimer(_ => Run(), null, Interval, Interval);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_turn) _stopped = true;
    }

    private void Run()
    {
        if (!_turn.TryEnter()) return; // the last one is still at it
        try
        {
            var log = new FileInfo(_database.Path + "-wal");
            if (_stopped || !log.Exists || log.Length < WorthwhileBytes) return;
            _database.Read(connection => connection.Number("PRAGMA wal_checkpoint(PASSIVE)"));
        }
        catch (Exception e) when (e is StoreUnavailableException or SqliteException or IOException)
        {
            Log.Failed(_logger, e.GetType().Name);
        }
        finally
        {
            _turn.Exit();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10010, LogLevel.Warning, "The write-ahead log could not be copied back ({Reason}); the writer will do it")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
