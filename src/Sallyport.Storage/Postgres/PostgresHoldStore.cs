using Npgsql;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Postgres;

/// <summary>Holds in PostgreSQL.</summary>
internal sealed class PostgresHoldStore(PostgresDatabase database) : IHoldStore
{
    public ValueTask<IReadOnlyList<Hold>> ListAsync(CancellationToken cancellation) => database.CallAsync<IReadOnlyList<Hold>>(
        async (connection, token) => await connection.ListAsync(
            "SELECT id, key_id, subject, from_at, to_at, reason, created_by, created_at, lifted_by, lifted_at FROM sallyport.hold ORDER BY created_at, id", [], Of, token),
        cancellation);

    public ValueTask<bool> TryAddAsync(Hold hold, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "INSERT INTO sallyport.hold (id, key_id, subject, from_at, to_at, reason, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            [hold.Id, hold.KeyId, hold.Subject, hold.From, hold.To, PostgresCommands.Readable(hold.Reason), hold.CreatedBy, hold.CreatedAt],
            token) == 1,
        cancellation);

    public ValueTask<bool> TryLiftAsync(string id, string by, DateTimeOffset at, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync("UPDATE sallyport.hold SET lifted_by = $2, lifted_at = $3 WHERE id = $1 AND lifted_at IS NULL", [id, by, at], token) == 1,
        cancellation);

    private static Hold Of(NpgsqlDataReader row) => new(
        row.GetString(0), row.Text(1), row.Text(2), row.TimeOrNull(3), row.TimeOrNull(4), row.GetString(5), row.GetString(6), row.Time(7), row.Text(8), row.TimeOrNull(9));
}
