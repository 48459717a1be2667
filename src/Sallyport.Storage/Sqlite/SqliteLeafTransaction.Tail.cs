using Microsoft.Data.Sqlite;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Ledger;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>Where the log ends, and whether that is what this process wrote.</summary>
internal sealed partial class SqliteLeafTransaction
{
    /// <summary>Most leaves that are read back after a fault, for a log that has no checkpoint yet.</summary>
    private const int MostReadBack = 20_000;

    private readonly Lock _tailGate = new();
    private readonly byte[] _databaseHash = new byte[LeafEncoder.HashSize];
    private long _databaseNext;
    private int _openings;

    /// <summary>How often the database was opened for writing.</summary>
    public int Openings => Volatile.Read(ref _openings);

    /// <summary>What the database must hold at least.</summary>
    /// <param name="hash">Receives the hash of the last leaf committed.</param>
    /// <returns>Place after it.</returns>
    public long Tail(Span<byte> hash)
    {
        lock (_tailGate)
        {
            _databaseHash.CopyTo(hash);
            return _databaseNext;
        }
    }

    private void KeepTail()
    {
        lock (_tailGate)
        {
            _databaseNext = _encoder.Next;
            _encoder.Previous.CopyTo(_databaseHash);
        }
    }

    /// <summary>Inside the transaction: stands after the last leaf, whoever wrote it.</summary>
    private void GoToEnd(sqlite3? db)
    {
        var next = ReadEnd(db);
        if (_knowsEnd && next == _encoder.Next) return;
        // A log that is shorter than what this process wrote was rewound under it: nothing may follow that.
        if (next < _databaseNext) throw new LogContradictionException("rewound", $"The log has {next} leaves, and {_databaseNext} were durable.");
        Span<byte> hash = stackalloc byte[LeafEncoder.HashSize];
        if (next > 0) HashOf(next - 1, hash);
        if (!_knowsEnd && _databaseNext > 0) VerifyTail(next);
        _encoder.StartAt(next, hash);
        _knowsEnd = true;
    }

    private long ReadEnd(sqlite3? db)
    {
        var result = raw.sqlite3_step(_last);
        var next = result == raw.SQLITE_ROW && raw.sqlite3_column_type(_last, 0) != raw.SQLITE_NULL ? raw.sqlite3_column_int64(_last, 0) + 1 : 0;
        raw.sqlite3_reset(_last);
        if (result != raw.SQLITE_ROW) throw new SqliteException("The end of the log could not be read.", raw.sqlite3_extended_errcode(db) & 0xFF);
        return next;
    }

    private void HashOf(long sequence, Span<byte> hash)
    {
        using var command = _connection!.Command("SELECT body FROM leaf WHERE seq = $seq", ("$seq", sequence));
        if (command.ExecuteScalar() is byte[] body) LeafHash.Compute(body, hash);
        else throw new LogContradictionException("rewound", "The last leaf of the log is not there."); // retention never takes the last one
    }

    /// <summary>After a fault: the leaf that was committed last is there unchanged, and each leaf since the last checkpoint follows the one before it.</summary>
    private void VerifyTail(long next)
    {
        Span<byte> hash = stackalloc byte[LeafEncoder.HashSize];
        HashOf(_databaseNext - 1, hash);
        if (!hash.SequenceEqual(_databaseHash)) throw new LogContradictionException("changed", $"Leaf {_databaseNext - 1} is not the one that was written.");
        var from = Math.Max(_connection!.Number("SELECT coalesce(max(size), 0) FROM checkpoint"), next - MostReadBack);
        using var command = _connection!.Command("SELECT seq, body FROM leaf WHERE seq >= $from ORDER BY seq", ("$from", Math.Max(0, from - 1)));
        using var row = command.ExecuteReader();
        for (var expected = -1L; row.Read();)
        {
            var sequence = row.GetInt64(0);
            if (expected >= 0 && sequence != expected) throw new LogContradictionException("chain_broken", $"Leaf {expected} is not there.");
            var isFirst = expected < 0;
            expected = sequence + 1;
            if (row.IsDBNull(1)) throw new LogContradictionException("chain_broken", $"Leaf {sequence} has no body, and no checkpoint covers it.");
            var body = row.GetFieldValue<byte[]>(1);
            if (isFirst) LeafHash.Compute(body, hash);
            else LeafChain.Step(sequence, body, hash);
        }
    }
}
