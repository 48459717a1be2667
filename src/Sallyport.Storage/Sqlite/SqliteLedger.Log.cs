using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Sqlite;

/// <summary>The log beneath the record.</summary>
internal sealed partial class SqliteLedger
{
    private const int MostPruned = 1_000;

    public ValueTask<long> SizeAsync(CancellationToken cancellation) => new(_database.Read(c => c.Number("SELECT coalesce(max(seq) + 1, 0) FROM leaf")));

    public ValueTask<IReadOnlyList<StoredLeaf>> ReadAsync(long from, int most, CancellationToken cancellation)
    {
        if (most is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(most), most, "1 to 10,000 leaves.");
        return new(ReadNow(from, most));
    }

    private IReadOnlyList<StoredLeaf> ReadNow(long from, int most) => _database.Read<IReadOnlyList<StoredLeaf>>(connection =>
        {
            var leaves = new List<StoredLeaf>();
            using var command = connection.Command("SELECT seq, body FROM leaf WHERE seq >= $from ORDER BY seq LIMIT $most", ("$from", from), ("$most", most));
            using var row = command.ExecuteReader();
            while (row.Read()) leaves.Add(new StoredLeaf(row.GetInt64(0), row.IsDBNull(1) ? default(ReadOnlyMemory<byte>) : row.GetFieldValue<byte[]>(1)));
            return leaves;
        });

    public bool TryReadHashes(long from, int count, Span<byte> hashes) => _fresh.TryRead(from, count, hashes);

    public IReadOnlyList<AuditEntry> TakeFresh(long from, int most) => _fresh.Take(from, most);

    public ReadOnlyMemory<byte>? FindTile(int level, long index) => _database.Read<ReadOnlyMemory<byte>?>(connection =>
    {
        using var command = connection.Command("SELECT hashes FROM tile WHERE level = $level AND idx = $index", ("$level", level), ("$index", index));
        return command.ExecuteScalar() is byte[] hashes ? hashes : null;
    });

    public ValueTask<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(long fromSize, int most, CancellationToken cancellation) => new(_database.Read<IReadOnlyList<StoredCheckpoint>>(connection =>
    {
        var checkpoints = new List<StoredCheckpoint>();
        using var command = connection.Command("SELECT size, note, at_us FROM checkpoint WHERE size >= $from ORDER BY size LIMIT $most", ("$from", fromSize), ("$most", most));
        using var row = command.ExecuteReader();
        while (row.Read()) checkpoints.Add(Checkpoint(row));
        return checkpoints;
    }));

    public ValueTask<StoredCheckpoint?> LastCheckpointAsync(CancellationToken cancellation) => new(_database.Read(connection =>
    {
        using var command = connection.Command("SELECT size, note, at_us FROM checkpoint ORDER BY size DESC LIMIT 1");
        using var row = command.ExecuteReader();
        return row.Read() ? Checkpoint(row) : null;
    }));

    public ValueTask<bool> IntegrateAsync(long previousSize, IReadOnlyList<StoredTile> tiles, StoredCheckpoint checkpoint, CancellationToken cancellation) => _database.WriteAsync(
        connection =>
        {
            if (connection.Number("SELECT coalesce(max(size), 0) FROM checkpoint") != previousSize) return false;
            foreach (var tile in tiles)
            {
                connection.Execute(
                    "INSERT INTO tile (level, idx, hashes) VALUES ($level, $index, $hashes) ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes",
                    ("$level", tile.Level),
                    ("$index", tile.Index),
                    ("$hashes", tile.Hashes.ToArray()));
            }

            connection.Execute("INSERT INTO checkpoint (size, at_us, note) VALUES ($size, $at, $note)", ("$size", checkpoint.Size), ("$at", checkpoint.At.ToMicroseconds()), ("$note", checkpoint.Note.ToArray()));
            return true;
        },
        cancellation);

    public async ValueTask CosignAsync(long size, ReadOnlyMemory<byte> note, CancellationToken cancellation) =>
        await _database.WriteAsync(connection => connection.Execute("UPDATE checkpoint SET note = $note WHERE size = $size", ("$note", note.ToArray()), ("$size", size)) == 1, cancellation);

    public async ValueTask<int> PruneAsync(IReadOnlyList<long> sequences, CancellationToken cancellation)
    {
        if (sequences.Count > MostPruned) throw new ArgumentOutOfRangeException(nameof(sequences), sequences.Count, "At most 1,000 leaves.");
        var pruned = 0;
        await _database.WriteAsync(
            connection =>
            {
                // Which result closed which intent stays: a start asks it, and it says nothing of anybody.
                using var command = connection.Command(
                    """
                    UPDATE leaf SET body = NULL, decision = NULL, key_id = NULL, exchange = NULL
                    WHERE seq = $seq AND body IS NOT NULL AND seq > 0 AND seq < (SELECT max(seq) FROM leaf) AND seq < (SELECT max(size) FROM checkpoint)
                    """,
                    ("$seq", 0L));
                foreach (var sequence in sequences)
                {
                    command.Parameters[0].Value = sequence;
                    pruned += command.ExecuteNonQuery();
                }

                return true;
            },
            cancellation);
        return pruned;
    }

    private static StoredCheckpoint Checkpoint(SqliteDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.Time(2));
}
