using Npgsql;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Postgres;

/// <summary>Approvals in PostgreSQL.</summary>
internal sealed class PostgresApprovalStore(PostgresDatabase database) : IApprovalStore
{
    private const string Columns = "id, action, digest, parameters, reason, requested_by, requested_at, expires_at, approved_by, approved_at, used_at";

    public ValueTask<IReadOnlyList<Approval>> ListAsync(int most, CancellationToken cancellation) => database.CallAsync<IReadOnlyList<Approval>>(
        async (connection, token) => await connection.ListAsync($"SELECT {Columns} FROM sallyport.approval ORDER BY id DESC LIMIT $1", [most], Of, token),
        cancellation);

    public ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => (await connection.ListAsync($"SELECT {Columns} FROM sallyport.approval WHERE id = $1", [id], Of, token)).SingleOrDefault(),
        cancellation);

    public ValueTask<bool> TryAddAsync(Approval approval, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            """
            INSERT INTO sallyport.approval (id, action, digest, parameters, reason, requested_by, requested_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """,
            [approval.Id, approval.Action, approval.Digest.ToArray(), approval.Parameters, PostgresCommands.Readable(approval.Reason), approval.RequestedBy, approval.RequestedAt, approval.ExpiresAt],
            token) == 1,
        cancellation);

    public ValueTask<bool> TryApproveAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "UPDATE sallyport.approval SET approved_by = $2, approved_at = $3 WHERE id = $1 AND requested_by <> $2 AND approved_by IS NULL AND expires_at > $3",
            [id, by, at],
            token) == 1,
        cancellation);

    public ValueTask<bool> TryUseAsync(Guid id, ReadOnlyMemory<byte> digest, DateTimeOffset at, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "UPDATE sallyport.approval SET used_at = $3 WHERE id = $1 AND digest = $2 AND approved_by IS NOT NULL AND used_at IS NULL AND expires_at > $3",
            [id, digest.ToArray(), at],
            token) == 1,
        cancellation);

    private static Approval Of(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.Time(6), row.Time(7), row.Text(8), row.TimeOrNull(9), row.TimeOrNull(10));
}
