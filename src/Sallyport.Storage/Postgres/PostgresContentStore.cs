using Npgsql;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Postgres;

/// <summary>Kept texts in PostgreSQL.</summary>
internal sealed class PostgresContentStore(PostgresDatabase database) : IContentStore
{
    private const int Page = 500;

    public async ValueTask AddAsync(IReadOnlyList<ContentPiece> pieces, CancellationToken cancellation) => await database.CallAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection); // one implicit transaction
            foreach (var piece in pieces)
            {
                batch.Then(
                    "INSERT INTO sallyport.content (exchange, side, key_id, subject, at, until_at, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                    piece.ExchangeId,
                    (short)piece.Side,
                    piece.KeyId,
                    piece.Subject,
                    piece.At,
                    piece.KeptUntil,
                    piece.Sealed.ToArray());
            }

            return await batch.ExecuteNonQueryAsync(token);
        },
        cancellation);

    public ValueTask<IReadOnlyList<ContentPiece>> FindAsync(Guid exchangeId, CancellationToken cancellation) => database.CallAsync<IReadOnlyList<ContentPiece>>(
        async (connection, token) => await connection.ListAsync("SELECT exchange, side, key_id, subject, at, until_at, sealed FROM sallyport.content WHERE exchange = $1 ORDER BY side", [exchangeId], Piece, token),
        cancellation);

    public async ValueTask<int> PruneAsync(DateTimeOffset now, IReadOnlyList<Hold> holds, CancellationToken cancellation)
    {
        var active = holds.Where(h => h.IsActive).ToArray();
        var (gone, after) = (0, (Until: DateTimeOffset.UnixEpoch, Exchange: Guid.Empty, Side: (short)0)); // held ones stay in front of the others
        while (true)
        {
            var due = await database.CallAsync(
                async (connection, token) => await connection.ListAsync(
                    """
                    SELECT exchange, side, key_id, subject, at, until_at FROM sallyport.content
                    WHERE until_at <= $1 AND (until_at, exchange, side) > ($2, $3, $4) ORDER BY until_at, exchange, side LIMIT $5
                    """,
                    [now, after.Until, after.Exchange, after.Side, Page],
                    row => (Exchange: row.GetGuid(0), Side: row.GetInt16(1), KeyId: row.GetString(2), Subject: row.GetString(3), At: row.Time(4), Until: row.Time(5)),
                    token),
                cancellation);
            var free = due.Where(d => !Array.Exists(active, h => h.Covers(d.KeyId, d.Subject, d.At))).ToArray();
            if (free.Length > 0)
            {
                gone += await database.CallAsync(
                    async (connection, token) => await connection.ExecuteAsync(
                        "DELETE FROM sallyport.content c USING unnest($1::uuid[], $2::smallint[]) AS d (exchange, side) WHERE c.exchange = d.exchange AND c.side = d.side",
                        [free.Select(d => d.Exchange).ToArray(), free.Select(d => d.Side).ToArray()],
                        token),
                    cancellation);
            }

            if (due.Count < Page) return gone;
            after = (due[^1].Until, due[^1].Exchange, due[^1].Side);
        }
    }

    public ValueTask<long> BytesAsync(CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => (long)(await connection.ScalarAsync("SELECT pg_total_relation_size('sallyport.content')", [], token))!,
        cancellation);

    private static ContentPiece Piece(NpgsqlDataReader row) =>
        new(row.GetGuid(0), (ContentSide)row.GetInt16(1), row.GetString(2), row.GetString(3), row.Time(4), row.Time(5), row.GetFieldValue<byte[]>(6));
}
