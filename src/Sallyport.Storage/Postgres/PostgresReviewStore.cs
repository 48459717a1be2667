using System.Text.Json;
using Npgsql;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Review;

namespace Sallyport.Storage.Postgres;

/// <summary>Reviews in PostgreSQL. Old rows leave with later additions, a thousand at a time.</summary>
internal sealed class PostgresReviewStore(PostgresDatabase database) : IReviewStore
{
    private const string Columns = "exchange, at, organization, key_id, endpoint, model, decision, findings, state, resolved_by, resolved_at";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public ValueTask<bool> TryAddAsync(ReviewItem item, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Then(
                $"INSERT INTO sallyport.review ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING 1",
                item.ExchangeId,
                item.At,
                item.Organization,
                item.KeyId,
                item.Endpoint,
                PostgresCommands.Readable(item.Model), // a client may have made it up
                (short)item.Decision,
                PostgresCommands.Json(FindingsJson(item.Findings)),
                (short)item.State,
                item.ResolvedBy,
                item.ResolvedAt)
                .Then(
                    "DELETE FROM sallyport.review WHERE exchange IN (SELECT exchange FROM sallyport.review WHERE at <= $1 ORDER BY at LIMIT 1000 FOR UPDATE SKIP LOCKED)",
                    item.At - IReviewStore.KeptFor);
            return await batch.ExecuteScalarAsync(token) is not null;
        },
        cancellation);

    public ValueTask<IReadOnlyList<ReviewItem>> ListAsync(ReviewQuery query, CancellationToken cancellation) => database.CallAsync<IReadOnlyList<ReviewItem>>(
        async (connection, token) => await connection.ListAsync(
            $"""
            SELECT {Columns} FROM sallyport.review
            WHERE ($1::smallint IS NULL OR state = $1) AND ($2::text IS NULL OR key_id = $2) AND ($3::uuid IS NULL OR exchange < $3)
            ORDER BY exchange DESC LIMIT $4
            """,
            [(short?)query.State, query.KeyId, query.Before, query.Limit],
            Item,
            token),
        cancellation);

    public ValueTask<ReviewItem?> FindAsync(Guid exchangeId, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => (await connection.ListAsync($"SELECT {Columns} FROM sallyport.review WHERE exchange = $1", [exchangeId], Item, token)).SingleOrDefault(),
        cancellation);

    public ValueTask<bool> TryResolveAsync(Guid exchangeId, ReviewState state, string by, DateTimeOffset at, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "UPDATE sallyport.review SET state = $1, resolved_by = $2, resolved_at = $3 WHERE exchange = $4 AND state = $5",
            [(short)state, PostgresCommands.Readable(by), at, exchangeId, (short)ReviewState.Open],
            token) == 1,
        cancellation);

    /// <summary>Text of the column <c>findings</c>.</summary>
    internal static string FindingsJson(IReadOnlyList<Gateway.Audit.FindingCount> findings) => JsonSerializer.Serialize(findings, Json);

    private static ReviewItem Item(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.Time(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.Text(5),
        (Decision)row.GetInt16(6),
        JsonSerializer.Deserialize<FindingCount[]>(row.GetString(7), Json) ?? [],
        (ReviewState)row.GetInt16(8),
        row.Text(9),
        row.TimeOrNull(10));
}
