using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Mirror;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>Commits batches of leaves through statements that stay prepared, and sends them to a second device where there is one. For one thread.</summary>
/// <remarks>
/// Speaks to SQLite directly: a command object per leaf costs several times the insert itself. Under the write lock it first looks whether
/// another process (the command line beside the server) has written since, and if so goes on from that one's leaf.
/// A leaf that either device holds keeps its place: the other is filled from it.
/// </remarks>
internal sealed partial class SqliteLeafTransaction(SqliteDatabase database, LedgerIdentity identity, FreshLeaves fresh, TimeProvider time, LedgerState? state = null) : ILeafTransaction
{
    /// <summary>Leaves of a block, as a power of two; frozen, since blocks are stored.</summary>
    public const int BlockBits = 12;

    private readonly OpenIntents _openIntents = new();
    private readonly List<(long Sequence, AuditEntryType Type, long? Intent)> _ends = [];
    private readonly LeafEncoder _encoder = new(identity);
    private readonly byte[] _hashes = new byte[LedgerQueue.MaxBatch * LeafEncoder.HashSize];
    private readonly AuditEntry?[] _entries = new AuditEntry?[LedgerQueue.MaxBatch];
    private readonly byte[] _exchange = new byte[16];
    private SqliteConnection? _connection;
    private sqlite3_stmt? _begin, _last, _insert, _commit, _rollback;
    private SecondDevice? _mirror;
    private LeafBatch? _unsettled;
    private volatile bool _followsIntents, _skipsDatabase;
    private bool _knowsEnd;
    private long _lastBlock = -1;

    public bool HasReleased { get; private set; }

    private bool MayUseMirrorAlone => _mirror is { Devices.MirrorOnly: true };

    /// <summary>From now on this process alone writes intents, so it may say up to where all are closed.</summary>
    public void FollowIntents() => _followsIntents = true;

    /// <summary>Whether the database is tried: not while it is known to be full or broken and the second device may work alone.</summary>
    public void UseDatabase(bool use) => _skipsDatabase = !use;

    public void Commit(ReadOnlySpan<PendingAppend> batch)
    {
        HasReleased = false;
        Settle();
        if (_skipsDatabase && MayUseMirrorAlone)
        {
            CommitToMirror(batch);
            return;
        }

        try
        {
            CommitToBoth(batch);
            if (state is { IsMirrorOnly: true }) state.IsMirrorOnly = false;
        }
        catch (Exception e) when (MayUseMirrorAlone && Judge(e) is (not LedgerCondition.Contradicted, _) fault)
        {
            _skipsDatabase = true;
            state?.Report(fault.Condition, fault.Cause);
            CommitToMirror(batch);
        }
    }

    public (LedgerCondition Condition, string Cause) Judge(Exception fault) => fault switch
    {
        LogContradictionException contradiction => (LedgerCondition.Contradicted, contradiction.Cause),
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => (LedgerCondition.Full, "disk_full"),
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY } => (LedgerCondition.Contradicted, "read_only"),
        SqliteException e when IsDamage(e) => (LedgerCondition.Contradicted, "damaged"),
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } => (LedgerCondition.Unwritable, "io_error"),
        IOException => (LedgerCondition.Unwritable, "io_error"),
        StoreUnavailableException => (LedgerCondition.Unwritable, "mirror_unavailable"), // the database speaks in exceptions of its own
        _ => (LedgerCondition.Unwritable, "store_unavailable"),
    };

    /// <summary>True if the file does not hold what SQLite wrote; a short read is how a write-ahead log looks that was cut.</summary>
    public static bool IsDamage(SqliteException e) =>
        e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB || e.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHORT_READ;

    public void Dispose() => Close();

    /// <summary>Writes the genesis leaf of a new log.</summary>
    public void Begin()
    {
        using var turn = database.Write();
        var db = (_connection ?? Open()).Handle;
        Run(db, _begin);
        GoToEnd(db);
        if (_encoder.Next == 0)
        {
            var genesis = identity.Genesis(time.GetUtcNow());
            Insert(db, 0, genesis, _encoder.Encode(genesis));
        }

        Run(db, _commit);
        KeepTail();
    }

    private void CommitToBoth(ReadOnlySpan<PendingAppend> batch)
    {
        using var turn = database.Write();
        var db = (_connection ?? Open()).Handle;
        var (first, written) = (0L, 0);
        LeafBatch? copy = null;
        var isSent = false;
        try
        {
            if (_databaseLags) FillFromMirror(db);
            Run(db, _begin);
            GoToEnd(db);
            first = _encoder.Next;
            _charges.Clear();
            if (_mirror is { } mirror && (copy = mirror.Rent(first)) is null && mirror.Devices.MinSuccess == 2) throw new StoreUnavailableException("The second device still writes.");
            foreach (var append in batch)
            {
                if (!append.TryBeginWriting()) continue;
                append.Sequence = _encoder.Next;
                var json = _encoder.Encode(append.Entry!);
                Insert(db, append.Sequence, append.Entry!, json);
                _charges.Add(append.Entry!);
                copy?.Add(json, _encoder.Previous, append);
                _encoder.Previous.CopyTo(_hashes.AsSpan(written * LeafEncoder.HashSize));
                _entries[written++] = append.Entry;
            }

            WriteCharges(db);
            if (written > 0 && _encoder.Next - 1 >> BlockBits != _lastBlock) CloseBlocks(first, _encoder.Next - 1);
            NoteEnds(batch); // before anybody is let go: after that the entries are not ours
            if (copy is not null && written > 0)
            {
                copy.MayRelease = _mirror!.Devices.MinSuccess == 1;
                _mirror.Send(copy);
                isSent = true;
            }

            Run(db, _commit);
        }
        catch
        {
            // After a failed sync the connection's view of the file is not to be trusted: start afresh, and read the tail before the next leaf.
            _knowsEnd = false;
            raw.sqlite3_step(_rollback);
            Close();
            if (!isSent || !IsKeptByMirror(copy!)) throw;
        }

        if (_knowsEnd)
        {
            fresh.Add(first, _hashes.AsSpan(0, written * LeafEncoder.HashSize), _entries.AsSpan(0, written)!);
            if (written > 0) _lastBlock = _encoder.Next - 1 >> BlockBits;
            foreach (var (sequence, type, intent) in _ends) Follow(sequence, type, intent);
            KeepTail();
            if (isSent) HasReleased = EndWith(copy!);
        }

        _entries.AsSpan(0, written).Clear();
    }

    private void NoteEnds(ReadOnlySpan<PendingAppend> batch)
    {
        _ends.Clear();
        if (!_followsIntents) return;
        foreach (var append in batch)
            if (append.Sequence != 0 && append.Entry is { } entry) _ends.Add((append.Sequence, entry.Type, entry.IntentSequence));
    }

    private void Follow(long sequence, AuditEntryType type, long? intent)
    {
        if (_followsIntents) _openIntents.Follow(sequence, type, intent);
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

    private void Insert(sqlite3? db, long sequence, AuditEntry entry, ReadOnlySpan<byte> json)
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
        raw.sqlite3_bind_blob(insert, 8, json);
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
            Interlocked.Increment(ref _openings);
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
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt?>)[_begin, _last, _insert, _commit, _rollback, _charge]) statement?.Dispose();
        (_begin, _last, _insert, _commit, _rollback, _charge) = (null, null, null, null, null, null);
        _connection?.Dispose();
        _connection = null;
    }
}
