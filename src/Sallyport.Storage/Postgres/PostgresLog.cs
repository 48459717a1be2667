using System.Runtime.CompilerServices;
using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Verification;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Postgres;

/// <summary>The log in PostgreSQL, opened to be judged: in sessions that can only read. Nothing is made or migrated.</summary>
public sealed class PostgresLog : ILedgerSource, IDisposable
{
    private const int Batch = 4_096;

    private readonly NpgsqlDataSource _source;
    private readonly SourceFindings _own = new();

    private PostgresLog(NpgsqlDataSource source) => _source = source;

    /// <summary>Leaves there are now: gateways may go on writing, leaves and checkpoints over them.</summary>
    public long Size
    {
        get
        {
            try
            {
                using var connection = _source.OpenConnection();
                using var command = connection.Command("SELECT max(seq) + 1 FROM sallyport.leaf"); // what is there, not what the head says
                return command.ExecuteScalar() as long? ?? 0;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                throw PostgresFailure.ToUnavailable(e);
            }
        }
    }

    public IReadOnlyList<VerificationFinding> OwnProblems => _own.All;

    /// <exception cref="StoreUnavailableException">The server does not answer, refuses us, or has no log.</exception>
    public static async Task<PostgresLog> OpenAsync(DatabaseAddress address, CancellationToken cancellation)
    {
        var settings = PostgresConnection.Settings(address);
        settings.Options = "-c default_transaction_read_only=on";
        settings.MaxPoolSize = 2; // one walks the leaves, one reads tiles
        settings.CommandTimeout = 60;
        var source = NpgsqlDataSource.Create(settings);
        try
        {
            await using (var connection = await source.OpenConnectionAsync(cancellation)) await connection.ScalarAsync("SELECT max(seq) FROM sallyport.leaf", [], cancellation);
            await Task.Yield();
            return new PostgresLog(source);
        }
        catch (Exception e)
        {
            source.Dispose();
            if (e is NpgsqlException or TimeoutException) throw PostgresFailure.ToUnavailable(e);
            throw;
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<StoredLeaf>> ReadLeavesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        _own.Clear();
        for (var after = long.MinValue; ;)
        {
            var batch = await ListAsync(
                "SELECT seq, body, at, type, decision, key_id, exchange, intent_seq FROM sallyport.leaf WHERE seq > $1 ORDER BY seq LIMIT $2", [after, Batch], Leaf, cancellation);
            if (batch.Count == 0) yield break;
            yield return batch;
            after = batch[^1].Sequence;
        }
    }

    public bool TryReadTile(TileCoordinate tile, Span<byte> hashes)
    {
        var stored = Tile(tile);
        if (stored is null || stored.Length < tile.Width * LeafHash.Size) return false;
        stored.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadCheckpointsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = long.MinValue; ;)
        {
            var notes = await ListAsync("SELECT size, note FROM sallyport.checkpoint WHERE size > $1 ORDER BY size LIMIT $2", [after, Batch], r => (Size: r.GetInt64(0), Note: r.GetFieldValue<byte[]>(1)), cancellation);
            foreach (var (size, note) in notes)
            {
                _own.CompareSize(size, note);
                yield return note;
            }

            if (notes.Count < Batch) yield break;
            after = notes[^1].Size;
        }
    }

    public void Dispose() => _source.Dispose();

    /// <summary>Blocks. The lists above leave the thread that reads the sockets first, else this would wait for itself.</summary>
    private byte[]? Tile(TileCoordinate tile)
    {
        try
        {
            using var connection = _source.OpenConnection();
            using var command = connection.Command("SELECT hashes FROM sallyport.tile WHERE level = $1 AND idx = $2", tile.Level, tile.Index);
            return command.ExecuteScalar() as byte[];
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    private async Task<List<T>> ListAsync<T>(string sql, object?[] values, Func<NpgsqlDataReader, T> map, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellation);
            var items = await connection.ListAsync(sql, values, map, cancellation);
            await Task.Yield();
            return items;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    private StoredLeaf Leaf(NpgsqlDataReader row)
    {
        var sequence = row.GetInt64(0);
        if (row.IsDBNull(1)) return new StoredLeaf(sequence, default);
        var json = row.GetFieldValue<byte[]>(1);
        var columns = new LeafColumns(row.Time(2), row.GetInt16(3), row.IsDBNull(4) ? null : row.GetInt16(4), row.Text(5), row.IsDBNull(6) ? null : row.GetGuid(6), row.IsDBNull(7) ? null : row.GetInt64(7));
        if (columns.CompareWith(sequence, json) is { } finding) _own.Add(finding);
        return new StoredLeaf(sequence, json);
    }
}
