using Npgsql;
using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Postgres;

/// <summary>The log beneath the record.</summary>
internal sealed partial class PostgresLedger
{
    private const int MostPruned = 1_000;

    /// <summary>"SLYT" in ASCII: the lock of whoever integrates.</summary>
    private const long IntegratorLock = 0x534C_5954;

    public ValueTask<long> SizeAsync(CancellationToken cancellation) => _database.CallAsync(
        async (connection, token) => await connection.ScalarAsync("SELECT next FROM sallyport.leaf_head", [], token) as long? ?? 0,
        cancellation);

    public ValueTask<IReadOnlyList<StoredLeaf>> ReadAsync(long from, int most, CancellationToken cancellation)
    {
        if (most is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(most), most, "1 to 10,000 leaves.");
        return _database.CallAsync<IReadOnlyList<StoredLeaf>>(
            async (connection, token) => await connection.ListAsync("SELECT seq, body FROM sallyport.leaf WHERE seq >= $1 ORDER BY seq LIMIT $2", [from, most], Leaf, token),
            cancellation);
    }

    public bool TryReadHashes(long from, int count, Span<byte> hashes) => _fresh.TryRead(from, count, hashes);

    public IReadOnlyList<AuditEntry> TakeFresh(long from, int most) => _fresh.Take(from, most);

    public ReadOnlyMemory<byte>? FindTile(int level, long index) => _database.Call<ReadOnlyMemory<byte>?>(connection =>
    {
        using var command = connection.Command("SELECT hashes FROM sallyport.tile WHERE level = $1 AND idx = $2", level, index);
        command.CommandTimeout = PostgresDatabase.GiveUpSeconds;
        return command.ExecuteScalar() is byte[] hashes ? hashes : null;
    });

    public ValueTask<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(long fromSize, int most, CancellationToken cancellation) => _database.CallAsync<IReadOnlyList<StoredCheckpoint>>(
        async (connection, token) => await connection.ListAsync("SELECT size, note, at FROM sallyport.checkpoint WHERE size >= $1 ORDER BY size LIMIT $2", [fromSize, most], Checkpoint, token),
        cancellation);

    public ValueTask<StoredCheckpoint?> LastCheckpointAsync(CancellationToken cancellation) => _database.CallAsync(
        async (connection, token) => (await connection.ListAsync("SELECT size, note, at FROM sallyport.checkpoint ORDER BY size DESC LIMIT 1", [], Checkpoint, token)).SingleOrDefault(),
        cancellation);

    public ValueTask<bool> IntegrateAsync(long previousSize, IReadOnlyList<StoredTile> tiles, StoredCheckpoint checkpoint, CancellationToken cancellation) => _database.WriteAsync(
        async (connection, token) =>
        {
            // One integrator at a time; who comes second finds another last size and begins again.
            if (await connection.ScalarAsync("SELECT pg_catalog.pg_try_advisory_xact_lock($1)", [IntegratorLock], token) is not true) return false;
            if ((await connection.ScalarAsync("SELECT max(size) FROM sallyport.checkpoint", [], token) as long? ?? 0) != previousSize) return false;
            await using var batch = new NpgsqlBatch(connection);
            batch.Then(
                """
                INSERT INTO sallyport.tile (level, idx, hashes) SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bytea[])
                ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes
                """,
                tiles.Select(t => t.Level).ToArray(),
                tiles.Select(t => t.Index).ToArray(),
                tiles.Select(t => t.Hashes.ToArray()).ToArray());
            batch.Then("INSERT INTO sallyport.checkpoint (size, at, note) VALUES ($1, $2, $3)", checkpoint.Size, checkpoint.At, checkpoint.Note.ToArray());
            await batch.ExecuteNonQueryAsync(token);
            return true;
        },
        cancellation);

    public async ValueTask CosignAsync(long size, ReadOnlyMemory<byte> note, CancellationToken cancellation) => await _database.CallAsync(
        (connection, token) => connection.ExecuteAsync("UPDATE sallyport.checkpoint SET note = $2 WHERE size = $1", [size, note.ToArray()], token),
        cancellation);

    public ValueTask<int> PruneAsync(IReadOnlyList<long> sequences, CancellationToken cancellation)
    {
        if (sequences.Count > MostPruned) throw new ArgumentOutOfRangeException(nameof(sequences), sequences.Count, "At most 1,000 leaves.");
        return _database.CallAsync(
            (connection, token) => connection.ExecuteAsync(
                // Which result closed which intent stays: a start asks it, and it says nothing of anybody.
                """
                UPDATE sallyport.leaf SET body = NULL, decision = NULL, key_id = NULL, exchange = NULL
                WHERE seq = ANY($1) AND body IS NOT NULL AND seq > 0 AND seq < (SELECT next - 1 FROM sallyport.leaf_head) AND seq < (SELECT max(size) FROM sallyport.checkpoint)
                """,
                [sequences.ToArray()],
                token),
            cancellation);
    }

    private static StoredCheckpoint Checkpoint(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.Time(2));
}
