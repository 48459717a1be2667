using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Ledger;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>Commits batches of leaves through statements that stay prepared. For one thread.</summary>
/// <remarks>
/// Speaks to SQLite directly: a command object per leaf costs several times the insert itself. Under the write lock it first looks whether
/// another process (the command line beside the server) has written since, and if so goes on from that one's leaf.
/// </remarks>
internal sealed class SqliteLeafTransaction(SqliteDatabase database, LedgerIdentity identity, FreshHashes fresh, TimeProvider time) : ILeafTransaction
{
    /// <summary>Leaves of a block, as a power of two; frozen, since blocks are stored.</summary>
    public const int BlockBits = 12;

    private readonly OpenIntents _openIntents = new();
    private readonly LeafEncoder _encoder = new(identity);
    private readonly byte[] _hashes = new byte[LedgerQueue.MaxBatch * LeafEncoder.HashSize];
    private readonly byte[] _exchange = new byte[16];
    private SqliteConnection? _connection;
    private sqlite3_stmt? _begin, _last, _insert, _commit, _rollback;
    private volatile bool _followsIntents;
    private bool _knowsEnd;
    private long _lastBlock = -1;

    /// <summary>From now on this process alone writes intents, so it may say up to where all are closed.</summary>
    public void FollowIntents() => _followsIntents = true;

    public void Commit(ReadOnlySpan<PendingAppend> batch)
    {
        using var turn = database.Write();
        var db = (_connection ?? Open()).Handle;
        var (first, written) = (0L, 0);
        try
        {
            Run(db, _begin);
            GoToEnd(db);
            first = _encoder.Next;
            foreach (var append in batch)
            {
                if (!append.TryBeginWriting()) continue;
                append.Sequence = _encoder.Next;
                Insert(db, append.Sequence, append.Entry!);
                _encoder.Previous.CopyTo(_hashes.AsSpan(written++ * LeafEncoder.HashSize));
            }

            if (_encoder.Next - 1 >> BlockBits != _lastBlock) CloseBlocks(first, _encoder.Next - 1);
            Run(db, _commit);
        }
        catch
        {
            // After a failed sync the connection's view of the file is not to be trusted: start afresh.
            _knowsEnd = false;
            raw.sqlite3_step(_rollback);
            Close();
            throw;
        }

        fresh.Add(first, _hashes.AsSpan(0, written * LeafEncoder.HashSize));
        _lastBlock = _encoder.Next - 1 >> BlockBits;
        if (_followsIntents) _openIntents.Follow(batch);
    }

    public void Dispose() => Close();

    /// <summary>Writes the genesis leaf of a new log.</summary>
    public void Begin()
    {
        using var turn = database.Write();
        var db = (_connection ?? Open()).Handle;
        Run(db, _begin);
        GoToEnd(db);
        if (_encoder.Next == 0) Insert(db, 0, identity.Genesis(time.GetUtcNow()));
        Run(db, _commit);
    }

    /// <summary>Inside the transaction: stands after the last leaf, whoever wrote it.</summary>
    private void GoToEnd(sqlite3? db)
    {
        var result = raw.sqlite3_step(_last);
        var next = result == raw.SQLITE_ROW && raw.sqlite3_column_type(_last, 0) != raw.SQLITE_NULL ? raw.sqlite3_column_int64(_last, 0) + 1 : 0;
        raw.sqlite3_reset(_last);
        if (result != raw.SQLITE_ROW) throw new SqliteException("The end of the log could not be read.", raw.sqlite3_extended_errcode(db) & 0xFF);
        if (_knowsEnd && next == _encoder.Next) return;
        // A log that is shorter than what this process wrote was rewound under it: nothing may follow that.
        if (_knowsEnd && next < _encoder.Next) throw new SqliteException("The log has lost leaves that were durable.", raw.SQLITE_CORRUPT);
        Span<byte> hash = stackalloc byte[LeafEncoder.HashSize];
        if (next > 0) HashOf(next - 1, hash);
        _encoder.StartAt(next, hash);
        _knowsEnd = true;
    }

    private void HashOf(long sequence, Span<byte> hash)
    {
        using var command = _connection!.Command("SELECT body FROM leaf WHERE seq = $seq", ("$seq", sequence));
        if (command.ExecuteScalar() is byte[] body) LeafHash.Compute(body, hash);
        else throw new SqliteException("The last leaf of the log is not there.", raw.SQLITE_CORRUPT); // retention never takes the last one
    }

    /// <summary>Now and then: notes the times of full blocks, and up to where every intent has its result.</summary>
    /// <param name="first">First leaf of this transaction: its intents are not followed yet.</param>
    /// <param name="last">Its last.</param>
    private void CloseBlocks(long first, long last)
    {
        if (last == 0) return;
        var connection = _connection!;
        connection.Execute(
            $"""
            INSERT INTO leaf_block (block, min_at_us, max_at_us)
            SELECT seq >> {BlockBits}, min(at_us), max(at_us) FROM leaf
            WHERE seq >= (SELECT coalesce(max(block) + 1, 0) << {BlockBits} FROM leaf_block) AND seq < $end
            GROUP BY seq >> {BlockBits}
            """,
            ("$end", last >> BlockBits << BlockBits));
        if (!_followsIntents) return;
        connection.Execute("UPDATE leaf_state SET closed_through = $closed WHERE closed_through < $closed", ("$closed", _openIntents.ClosedThrough(first - 1)));
    }

    private void Insert(sqlite3? db, long sequence, AuditEntry entry)
    {
        var insert = _insert;
        raw.sqlite3_bind_int64(insert, 1, sequence);
        raw.sqlite3_bind_int64(insert, 2, entry.At.ToMicroseconds());
        raw.sqlite3_bind_int(insert, 3, (int)entry.Type);
        if (entry.Decision is { } decision) raw.sqlite3_bind_int(insert, 4, (int)decision);
        else raw.sqlite3_bind_null(insert, 4);
        if (entry.KeyId is { } key) raw.sqlite3_bind_text(insert, 5, key);
        else raw.sqlite3_bind_null(insert, 5);
        if (entry.ExchangeId != Guid.Empty && entry.ExchangeId.TryWriteBytes(_exchange, bigEndian: true, out _)) raw.sqlite3_bind_blob(insert, 6, _exchange);
        else raw.sqlite3_bind_null(insert, 6);
        if (entry.IntentSequence is { } intent) raw.sqlite3_bind_int64(insert, 7, intent);
        else raw.sqlite3_bind_null(insert, 7);
        raw.sqlite3_bind_blob(insert, 8, _encoder.Encode(entry));
        Run(db, insert);
    }

    private static void Run(sqlite3? db, sqlite3_stmt? statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE) result = raw.sqlite3_extended_errcode(db);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE) throw new SqliteException("The transaction of the log failed.", result & 0xFF, result);
    }

    private SqliteConnection Open()
    {
        var connection = database.OpenOwn();
        try
        {
            // WalCheckpointer copies pages back beside the writer. Only if it cannot keep up does the writer stop to do it: at 128 MiB.
            connection.Execute("PRAGMA wal_autocheckpoint = 16000");
            _begin = Prepare(connection, "BEGIN IMMEDIATE");
            _last = Prepare(connection, "SELECT max(seq) FROM leaf");
            _insert = Prepare(connection, "INSERT INTO leaf (seq, at_us, type, decision, key_id, exchange, intent_seq, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
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
        return result == raw.SQLITE_OK ? statement : throw new SqliteException("A statement of the log could not be prepared.", result);
    }

    private void Close()
    {
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt?>)[_begin, _last, _insert, _commit, _rollback]) statement?.Dispose();
        (_begin, _last, _insert, _commit, _rollback) = (null, null, null, null, null);
        _connection?.Dispose();
        _connection = null;
    }
}
