using Npgsql;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Postgres;

/// <summary>Named administrators in PostgreSQL.</summary>
internal sealed class PostgresAdminStore(PostgresDatabase database) : IAdminStore
{
    private const string Columns = "name, role, hash, created_by, created_at, revoked_at";

    public ValueTask<IReadOnlyList<Administrator>> ListAsync(CancellationToken cancellation) => database.CallAsync<IReadOnlyList<Administrator>>(
        async (connection, token) => await connection.ListAsync($"SELECT {Columns} FROM sallyport.admin ORDER BY name", [], Of, token),
        cancellation);

    public ValueTask<Administrator?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => (await connection.ListAsync($"SELECT {Columns} FROM sallyport.admin WHERE hash = $1 AND revoked_at IS NULL", [hash.ToArray()], Of, token)).SingleOrDefault(),
        cancellation);

    public ValueTask<bool> TryAddAsync(Administrator administrator, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            $"INSERT INTO sallyport.admin ({Columns}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            [administrator.Name, (short)administrator.Role, administrator.Hash.ToArray(), administrator.CreatedBy, administrator.CreatedAt, administrator.RevokedAt],
            token) == 1,
        cancellation);

    public ValueTask<bool> TryRevokeAsync(string name, DateTimeOffset at, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync("UPDATE sallyport.admin SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL", [name, at], token) == 1,
        cancellation);

    private static Administrator Of(NpgsqlDataReader row) => new(row.GetString(0), (AdminRole)row.GetInt16(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.Time(4), row.TimeOrNull(5));
}
