using Npgsql;
using Sallyport.Gateway.Routing;

namespace Sallyport.Storage.Postgres;

/// <summary>Owners of provider-kept objects in PostgreSQL. Expired rows leave with later additions, a thousand at a time.</summary>
internal sealed class PostgresResponseStore(PostgresDatabase database) : IResponseStore
{
    public ValueTask<bool> TryAddAsync(StoredResponse response, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) =>
        {
            // An expired row of this id is taken over. Others are removed only if no other node is at it: two must not wait for each other.
            await using var batch = new NpgsqlBatch(connection);
            batch.Then(
                """
                INSERT INTO sallyport.response AS r (organization, id, key_id, upstream, placeholder_map, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (organization, id) DO UPDATE
                  SET key_id = excluded.key_id, upstream = excluded.upstream, placeholder_map = excluded.placeholder_map, created_at = excluded.created_at, expires_at = excluded.expires_at
                  WHERE r.expires_at <= excluded.created_at
                RETURNING 1
                """,
                response.Organization,
                response.Id,
                response.KeyId,
                response.Upstream,
                response.PlaceholderMap.ToArray(),
                response.CreatedAt,
                response.ExpiresAt)
                .Then(
                    """
                    DELETE FROM sallyport.response WHERE (organization, id) IN
                      (SELECT organization, id FROM sallyport.response WHERE expires_at <= $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
                    """,
                    response.CreatedAt);
            return await batch.ExecuteScalarAsync(token) is not null;
        },
        cancellation);

    public ValueTask<StoredResponse?> FindAsync(string organization, string id, DateTimeOffset now, CancellationToken cancellation) => !PostgresCommands.CanHold(id) ? default : database.CallAsync(
        async (connection, token) => (await connection.ListAsync(
            "SELECT key_id, upstream, placeholder_map, created_at, expires_at FROM sallyport.response WHERE organization = $1 AND id = $2 AND expires_at > $3",
            [organization, id, now],
            row => new StoredResponse(id, organization, row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Time(3), row.Time(4)),
            token)).SingleOrDefault(),
        cancellation);

    public ValueTask<bool> DeleteAsync(string organization, string id, CancellationToken cancellation) => !PostgresCommands.CanHold(id) ? default : database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync("DELETE FROM sallyport.response WHERE organization = $1 AND id = $2", [organization, id], token) == 1,
        cancellation);
}
