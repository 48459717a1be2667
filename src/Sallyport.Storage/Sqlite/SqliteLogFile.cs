using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Ledger;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>The log in a database file, opened to be judged: nothing is made, migrated or written, and the file may be a copy of which nothing else is left.</summary>
/// <remarks>
/// Beside a running server it reads what is committed. A file without a write-ahead log is read as it lies. If there is such a log but not its index, as in a copy
/// of a database that was in use, SQLite would make the index: so a scratch copy is read instead.
/// </remarks>
public sealed class SqliteLogFile : ILedgerSource, IDisposable
{
    private const int Batch = 1_024;

    private readonly string _file;
    private readonly string? _scratch;
    private readonly bool _isAsItLies;
    private readonly long _sizeAtFirst;
    private readonly SqliteConnection _connection;
    private readonly SourceFindings _own = new();
    private readonly BlockTimes _times = new(SqliteLeafTransaction.BlockBits);
    private byte[] _buffer = new byte[1024 * 1024];
    private int _used;

    private SqliteLogFile(string file, string? scratch, bool isAsItLies, SqliteConnection connection) =>
        (_file, _scratch, _isAsItLies, _connection, _sizeAtFirst) = (file, scratch, isAsItLies, connection, SizeOf(connection));

    /// <summary>Leaves there are now: a server may go on writing, leaves and checkpoints over them.</summary>
    public long Size => SizeOf(_connection);

    public IReadOnlyList<VerificationFinding> OwnProblems => _own.All;

    /// <summary>A server has opened the file while it was read as it lies: what was found may be wrong, and it is to be read again.</summary>
    public bool IsInUseByNow => _isAsItLies && HasContent(_file + "-wal");

    /// <param name="file">The database.</param>
    /// <exception cref="InstallationException">It is not there, cannot be read, or is no database of Sallyport.</exception>
    public static SqliteLogFile Open(string file)
    {
        SqliteNative.EnsureLoaded();
        file = Path.GetFullPath(file);
        if (!File.Exists(file)) throw new InstallationException($"There is no database {file}.");
        string? scratch = null;
        SqliteConnection? connection = null;
        try
        {
            var hasLog = HasContent(file + "-wal");
            if (hasLog && !File.Exists(file + "-shm")) scratch = Copy(file);
            connection = Connect(scratch is null ? file : Path.Combine(scratch, Path.GetFileName(file)), isAsItLies: !hasLog);
            if (connection.Number("SELECT count(*) FROM sqlite_schema WHERE name IN ('leaf', 'tile', 'checkpoint') AND type = 'table'") != 3) throw new InstallationException($"{file} holds no log of Sallyport.");
            return new SqliteLogFile(file, scratch, !hasLog, connection);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (scratch is not null) Directory.Delete(scratch, recursive: true);
            if (e is SqliteException or IOException or UnauthorizedAccessException) throw new InstallationException($"{file} cannot be read as a database: {e.Message}", e);
            throw;
        }
    }

    /// <exception cref="StoreUnavailableException">The database stopped answering.</exception>
    public async IAsyncEnumerable<IReadOnlyList<StoredLeaf>> ReadLeavesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        _own.Clear();
        for (var after = long.MinValue; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = Guarded(() => ReadBatch(after));
            if (batch.Count == 0) break;
            yield return batch;
            after = batch[^1].Sequence;
            await Task.CompletedTask;
        }

        foreach (var finding in Guarded(() => _times.CompareWith(Blocks(), _sizeAtFirst, Size).ToArray())) _own.Add(finding);
    }

    public bool TryReadTile(TileCoordinate tile, Span<byte> hashes)
    {
        var stored = Guarded(() =>
        {
            using var command = _connection.Command("SELECT hashes FROM tile WHERE level = $level AND idx = $index", ("$level", tile.Level), ("$index", tile.Index));
            return command.ExecuteScalar() as byte[];
        });
        if (stored is null || stored.Length < tile.Width * LeafHash.Size) return false;
        stored.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    /// <exception cref="StoreUnavailableException">The database stopped answering.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadCheckpointsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = long.MinValue; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var notes = Guarded(() => Notes(after));
            foreach (var (size, note) in notes)
            {
                _own.CompareSize(size, note);
                yield return note;
            }

            if (notes.Count < Batch) yield break;
            after = notes[^1].Size;
            await Task.CompletedTask;
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        if (_scratch is not null) Directory.Delete(_scratch, recursive: true);
    }

    private static SqliteConnection Connect(string file, bool isAsItLies)
    {
        // Nothing of the file's own code may run, and nothing may be written, whatever its schema says.
        var builder = new SqliteConnectionStringBuilder { DataSource = isAsItLies ? new Uri(file).AbsoluteUri + "?immutable=1" : file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        var connection = new SqliteConnection(builder.ToString());
        try
        {
            connection.Open();
            connection.Execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Copy(string file)
    {
        var scratch = Directory.CreateTempSubdirectory("sallyport-verify-").FullName;
        foreach (var part in new[] { file, file + "-wal" }) File.Copy(part, Path.Combine(scratch, Path.GetFileName(part)));
        return scratch;
    }

    private static bool HasContent(string file) => new FileInfo(file) is { Exists: true, Length: > 0 };

    private static long SizeOf(SqliteConnection connection) => connection.Number("SELECT coalesce(max(seq) + 1, 0) FROM leaf");

    /// <summary>Through SQLite's own functions into one buffer that is used again: a data reader makes objects for each column and halves the speed.</summary>
    private List<StoredLeaf> ReadBatch(long after)
    {
        _used = 0;
        var leaves = new List<StoredLeaf>(Batch);
        var result = raw.sqlite3_prepare_v2(_connection.Handle, "SELECT seq, body, at_us, type, decision, key_id, exchange, intent_seq FROM leaf WHERE seq > ? ORDER BY seq LIMIT ?", out var rows);
        using (rows)
        {
            if (result == raw.SQLITE_OK)
            {
                raw.sqlite3_bind_int64(rows, 1, after);
                raw.sqlite3_bind_int(rows, 2, Batch);
                while ((result = raw.sqlite3_step(rows)) == raw.SQLITE_ROW) leaves.Add(Leaf(rows));
            }

            if (result is not (raw.SQLITE_DONE or raw.SQLITE_OK)) throw new SqliteException("Leaves could not be read.", result & 0xFF, result);
        }

        return leaves;
    }

    private StoredLeaf Leaf(sqlite3_stmt rows)
    {
        var sequence = raw.sqlite3_column_int64(rows, 0);
        var at = raw.sqlite3_column_int64(rows, 2);
        if (sequence >= 0 && sequence < _sizeAtFirst) _times.Note(sequence, at);
        if (raw.sqlite3_column_type(rows, 1) == raw.SQLITE_NULL) return new StoredLeaf(sequence, default);
        var body = raw.sqlite3_column_blob(rows, 1);
        if (body.Length > _buffer.Length - _used) (_buffer, _used) = (new byte[Math.Max(_buffer.Length, body.Length)], 0); // leaves already read keep the old one
        body.CopyTo(_buffer.AsSpan(_used));
        var json = _buffer.AsMemory(_used, body.Length);
        _used += body.Length;

        var exchange = raw.sqlite3_column_blob(rows, 6);
        var columns = new LeafColumns(
            DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(at, -62_135_596_800_000_000, 253_402_300_799_999_999) * TimeSpan.TicksPerMicrosecond),
            raw.sqlite3_column_int(rows, 3),
            IsNull(rows, 4) ? null : raw.sqlite3_column_int(rows, 4),
            IsNull(rows, 5) ? null : raw.sqlite3_column_text(rows, 5).utf8_to_string(),
            IsNull(rows, 6) ? null : exchange.Length == 16 ? new Guid(exchange, bigEndian: true) : Guid.Empty,
            IsNull(rows, 7) ? null : raw.sqlite3_column_int64(rows, 7));
        if (columns.CompareWith(sequence, json.Span) is { } finding) _own.Add(finding);
        return new StoredLeaf(sequence, json);
    }

    private static bool IsNull(sqlite3_stmt rows, int column) => raw.sqlite3_column_type(rows, column) == raw.SQLITE_NULL;

    private List<(long Size, byte[] Note)> Notes(long after)
    {
        using var command = _connection.Command("SELECT size, note FROM checkpoint WHERE size > $after ORDER BY size LIMIT $most", ("$after", after), ("$most", Batch));
        using var row = command.ExecuteReader();
        var notes = new List<(long Size, byte[] Note)>();
        while (row.Read()) notes.Add((row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
        return notes;
    }

    private List<(long Block, long Min, long Max)> Blocks()
    {
        using var command = _connection.Command("SELECT block, min_at_us, max_at_us FROM leaf_block ORDER BY block");
        using var row = command.ExecuteReader();
        var blocks = new List<(long Block, long Min, long Max)>();
        while (row.Read()) blocks.Add((row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        return blocks;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR)
        {
            throw new InvalidDataException($"{Path.GetFileName(_file)} is damaged (SQLite code {e.SqliteExtendedErrorCode})", e);
        }
        catch (SqliteException e)
        {
            throw SqliteDatabase.Unavailable(e);
        }
    }
}
