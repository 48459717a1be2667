using Npgsql;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Postgres;

/// <summary>Commits batches of leaves of one node. For one thread, on a connection of its own.</summary>
/// <remarks>
/// Two round trips: the first takes the lock on the head row and learns where the log ends, whoever wrote last; the second writes the leaves, moves
/// the head and commits. What another node waits meanwhile is the encoding of at most one batch.
/// </remarks>
internal sealed class PostgresLeafTransaction : ILeafTransaction
{
    /// <summary>Longest wait for each statement, the head's lock included, in seconds: below the deadline of an append.</summary>
    private const int TimeoutS = 4;
    private const int StartTimeoutS = 30; // nodes that start together wait for the first to begin the log

    private const string Insert =
        """
        INSERT INTO sallyport.leaf (seq, at, type, decision, key_id, exchange, intent_seq, node, body)
        SELECT $1 + n - 1, a, t, d, k, e, i, $2, b FROM unnest($3::timestamptz[], $4::smallint[], $5::smallint[], $6::text[], $7::uuid[], $8::bigint[], $9::bytea[]) WITH ORDINALITY AS leaves (a, t, d, k, e, i, b, n)
        """;

    private readonly NpgsqlDataSource _source;
    private readonly LedgerIdentity _identity;
    private readonly LeafEncoder _encoder;
    private readonly FreshLeaves _fresh;
    private readonly OpenIntents _intents;
    private readonly byte[] _hashes = new byte[LedgerQueue.MaxBatch * LeafEncoder.HashSize];
    private readonly List<PendingAppend> _taken = new(LedgerQueue.MaxBatch);
    private readonly PostgresCharges _charges;
    private NpgsqlConnection? _connection;

    public PostgresLeafTransaction(DatabaseAddress address, LedgerIdentity identity, FreshLeaves fresh, OpenIntents intents)
    {
        (_identity, _fresh, _intents) = (identity, fresh, intents);
        _encoder = new LeafEncoder(identity);
        _charges = new PostgresCharges(identity);
        var settings = PostgresConnection.Settings(address);
        settings.Pooling = false;
        settings.CommandTimeout = TimeoutS;
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Writes the genesis leaf of a new log.</summary>
    /// <exception cref="NpgsqlException">The server said no.</exception>
    public void Begin(DateTimeOffset now)
    {
        try
        {
            var connection = _connection ??= _source.OpenConnection();
            using var transaction = connection.BeginTransaction();
            GoToEnd(connection, StartTimeoutS);
            if (_encoder.Next == 0) Write(connection, [_identity.Genesis(now)]);
            transaction.Commit();
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Commit(ReadOnlySpan<PendingAppend> batch)
    {
        var isDone = false;
        try
        {
            var connection = _connection ??= _source.OpenConnection();
            using var transaction = connection.BeginTransaction();
            _charges.Begin(batch);
            GoToEnd(connection);
            _taken.Clear();
            foreach (var append in batch)
            {
                if (!_charges.Admits(append) || !append.TryBeginWriting()) continue;
                _taken.Add(append);
                _charges.Add(append.Entry!);
            }

            var first = _encoder.Next;
            AuditEntry[] entries = [.. _taken.Select(a => a.Entry!)];
            if (entries.Length > 0) Write(connection, entries);
            _intents.Expect(first);
            transaction.Commit();
            for (var i = 0; i < _taken.Count; i++) _taken[i].Sequence = first + i;
            _fresh.Add(first, _hashes.AsSpan(0, entries.Length * LeafEncoder.HashSize), entries);
            isDone = true;
        }
        finally
        {
            // After any failure the state of the connection is not to be trusted, nor is what became of a commit whose answer was lost: the next batch asks the head.
            if (!isDone) Close();
        }

        _intents.Follow(batch);
    }

    public void Dispose()
    {
        Close();
        _source.Dispose();
    }

    private void GoToEnd(NpgsqlConnection connection, int timeoutS = TimeoutS)
    {
        using var batch = new NpgsqlBatch(connection) { Timeout = timeoutS };
        // A server set to answer before it has written would make every promise of the record empty.
        batch.Then("SET LOCAL synchronous_commit = on").Then("SELECT next, hash FROM sallyport.leaf_head WHERE id = 1 FOR UPDATE");
        if (_charges.IsNeeded) _charges.Lock(batch);
        using var row = batch.ExecuteReader();
        row.Read();
        _encoder.StartAt(row.GetInt64(0), row.GetFieldValue<byte[]>(1));
        if (_charges.IsNeeded) _charges.Read(row);
    }

    /// <summary>Writes leaves and moves the head, in one round trip.</summary>
    private void Write(NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries)
    {
        var first = _encoder.Next;
        var bodies = new byte[entries.Count][];
        for (var i = 0; i < bodies.Length; i++)
        {
            bodies[i] = _encoder.Encode(entries[i]).ToArray();
            _encoder.Previous.CopyTo(_hashes.AsSpan(i * LeafEncoder.HashSize));
        }

        using var batch = new NpgsqlBatch(connection);
        batch.Then(
            Insert,
            first,
            _identity.Node,
            entries.Select(e => e.At.UtcDateTime).ToArray(),
            entries.Select(e => (short)e.Type).ToArray(),
            entries.Select(e => (short?)e.Decision).ToArray(),
            entries.Select(e => e.KeyId).ToArray(),
            entries.Select(e => e.ExchangeId == Guid.Empty ? null : (Guid?)e.ExchangeId).ToArray(),
            entries.Select(e => e.IntentSequence).ToArray(),
            bodies);
        batch.Then("UPDATE sallyport.leaf_head SET next = $1, hash = $2 WHERE id = 1", _encoder.Next, _encoder.Previous.ToArray());
        _charges.Write(batch);
        batch.ExecuteNonQuery();
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
