using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>Commits batches of audit entries through statements that stay prepared. For one thread.</summary>
/// <remarks>
/// Speaks to SQLite directly: a command object per entry costs several times the insert itself. The table gives the numbers
/// (largest one so far plus one), so a transaction that fails leaves no gap, and the command line may write beside the server.
/// </remarks>
internal sealed class AuditTransaction(SqliteDatabase database) : IDisposable
{
    /// <summary>Entries of a block, as a power of two; frozen, since blocks are stored.</summary>
    public const int BlockBits = 12;

    private readonly HashSet<long> _openIntents = [];
    private SqliteConnection? _connection;
    private sqlite3_stmt? _begin, _insert, _commit, _rollback;
    private volatile bool _followsIntents;
    private long _lastBlock = -1;

    /// <summary>From now on this process alone writes intents, so it may say up to where all are closed.</summary>
    public void FollowIntents() => _followsIntents = true;

    /// <summary>Writes those entries that still wait. They are durable when this returns, and none is if it throws.</summary>
    public void Commit(ReadOnlySpan<PendingAppend> batch)
    {
        using var turn = database.Write();
        var db = (_connection ?? Open()).Handle;
        var last = 0L;
        try
        {
            Run(db, _begin);
            foreach (var append in batch)
            {
                if (!append.TryBeginWriting()) continue;
                Insert(db, append);
                last = append.Sequence;
            }

            if (last >> BlockBits != _lastBlock) CloseBlocks(last);
            Run(db, _commit);
        }
        catch
        {
            // After a failed sync the connection's view of the file is not to be trusted: start afresh.
            raw.sqlite3_step(_rollback);
            Close();
            throw;
        }

        _lastBlock = last >> BlockBits;
        if (!_followsIntents) return;
        foreach (var append in batch)
        {
            if (append.Sequence == 0) continue; // the watchdog was faster
            if (append.Type is AuditEntryType.Intent) _openIntents.Add(append.Sequence);
            else if (append.IntentSequence is { } intent) _openIntents.Remove(intent);
        }
    }

    public void Dispose() => Close();

    /// <summary>Now and then: notes the times of full blocks, and up to where every intent has its result.</summary>
    private void CloseBlocks(long last)
    {
        if (last == 0) return;
        var connection = _connection!;
        connection.Execute(
            $"""
            INSERT INTO audit_block (block, min_at_us, max_at_us)
            SELECT seq >> {BlockBits}, min(at_us), max(at_us) FROM audit
            WHERE seq >= (SELECT coalesce(max(block) + 1, 0) << {BlockBits} FROM audit_block) AND seq < $end
            GROUP BY seq >> {BlockBits}
            """,
            ("$end", last >> BlockBits << BlockBits));
        if (!_followsIntents) return;
        // Entries of this very transaction are not in the set yet, so the mark stays below them.
        var closed = _openIntents.Count == 0 ? last - SqliteAuditWriter.MaxBatch : Math.Min(_openIntents.Min() - 1, last - SqliteAuditWriter.MaxBatch);
        connection.Execute("UPDATE audit_state SET closed_through = $closed WHERE closed_through < $closed", ("$closed", closed));
    }

    private void Insert(sqlite3? db, PendingAppend append)
    {
        var insert = _insert;
        raw.sqlite3_bind_blob(insert, 1, append.Exchange);
        raw.sqlite3_bind_int(insert, 2, (int)append.Type);
        if (append.Decision is { } decision) raw.sqlite3_bind_int(insert, 3, decision);
        else raw.sqlite3_bind_null(insert, 3);
        raw.sqlite3_bind_int64(insert, 4, append.AtUs);
        if (append.KeyId.IsEmpty) raw.sqlite3_bind_null(insert, 5);
        else raw.sqlite3_bind_text(insert, 5, append.KeyId);
        if (append.IntentSequence is { } intent) raw.sqlite3_bind_int64(insert, 6, intent);
        else raw.sqlite3_bind_null(insert, 6);
        raw.sqlite3_bind_blob(insert, 7, append.Body);
        Run(db, insert);
        append.Sequence = raw.sqlite3_last_insert_rowid(db);
    }

    private static void Run(sqlite3? db, sqlite3_stmt? statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE) result = raw.sqlite3_extended_errcode(db);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE) throw new SqliteException("The audit transaction failed.", result & 0xFF, result);
    }

    private SqliteConnection Open()
    {
        var connection = database.OpenOwn();
        try
        {
            // WalCheckpointer copies pages back beside the writer. Only if it cannot keep up does the writer stop to do it: at 128 MiB.
            connection.Execute("PRAGMA wal_autocheckpoint = 16000");
            _begin = Prepare(connection, "BEGIN IMMEDIATE");
            _insert = Prepare(connection, "INSERT INTO audit (exchange, type, decision, at_us, key_id, intent_seq, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
            _commit = Prepare(connection, "COMMIT");
            _rollback = Prepare(connection, "ROLLBACK");
            return _connection = connection;
        }
        catch
        {
            _connection = connection;
            Close();
            throw;
        }
    }

    private static sqlite3_stmt Prepare(SqliteConnection connection, string sql)
    {
        var result = raw.sqlite3_prepare_v3(connection.Handle, sql, 1 /* SQLITE_PREPARE_PERSISTENT */, out var statement);
        return result == raw.SQLITE_OK ? statement : throw new SqliteException("An audit statement could not be prepared.", result);
    }

    private void Close()
    {
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt?>)[_begin, _insert, _commit, _rollback]) statement?.Dispose();
        (_begin, _insert, _commit, _rollback) = (null, null, null, null);
        _connection?.Dispose();
        _connection = null;
    }
}
