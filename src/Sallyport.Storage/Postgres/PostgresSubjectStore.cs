using Npgsql;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage.Postgres;

/// <summary>Rows of the vault in a table that is backed up apart.</summary>
internal sealed class PostgresSubjectStore(PostgresDatabase database) : ISubjectRows
{
    public ValueTask<SubjectRow?> FindAsync(string name, CancellationToken cancellation) => FindAsync("SELECT name, reference, wrapped, created_at FROM sallyport.subject WHERE name = $1", name, cancellation);

    public ValueTask<SubjectRow?> FindByReferenceAsync(string reference, CancellationToken cancellation) => FindAsync("SELECT name, reference, wrapped, created_at FROM sallyport.subject WHERE reference = $1", reference, cancellation);

    public ValueTask<IReadOnlyList<SubjectRow>> ListAsync(string? after, int most, CancellationToken cancellation) => database.CallAsync<IReadOnlyList<SubjectRow>>(
        async (connection, token) => await connection.ListAsync("SELECT name, reference, wrapped, created_at FROM sallyport.subject WHERE name > $1 ORDER BY name LIMIT $2", [after ?? "", most], Row, token),
        cancellation);

    public ValueTask<bool> TryAddAsync(SubjectRow row, DateTimeOffset now, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "INSERT INTO sallyport.subject (name, reference, wrapped, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            [row.Name, row.Reference, row.Wrapped.ToArray(), now],
            token) == 1,
        cancellation);

    /// <summary>Deletes the row, then has the table rewritten. Older versions of the row may stay in the server's write-ahead log until it is recycled.</summary>
    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        var isRemoved = await database.WriteAsync(
            async (connection, token) => await connection.ExecuteAsync("DELETE FROM sallyport.subject WHERE name = $1", [name], token) == 1,
            cancellation);
        if (isRemoved) await database.CallAsync((connection, token) => connection.ExecuteAsync("VACUUM FULL sallyport.subject", [], token), cancellation);
        return isRemoved;
    }

    private ValueTask<SubjectRow?> FindAsync(string sql, string value, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => PostgresCommands.CanHold(value) ? (await connection.ListAsync(sql, [value], Row, token)).SingleOrDefault() : null,
        cancellation);

    private static SubjectRow Row(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Time(3));
}
