using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage.Postgres;

/// <summary>Rows of the vault in PostgreSQL, in a table that is backed up apart.</summary>
internal sealed class PostgresSubjectStore(PostgresDatabase database) : ISubjectRows
{
    public ValueTask<SubjectRow?> FindAsync(string name, CancellationToken cancellation) =>
        PostgresCommands.CanHold(name) ? FindAsync("SELECT name, reference, wrapped, created_at FROM sallyport.subject WHERE name = $1", name, cancellation) : default;

    public ValueTask<SubjectRow?> FindByReferenceAsync(string reference, CancellationToken cancellation) =>
        PostgresCommands.CanHold(reference) ? FindAsync("SELECT name, reference, wrapped, created_at FROM sallyport.subject WHERE reference = $1", reference, cancellation) : default;

    public ValueTask<IReadOnlyList<SubjectRow>> ListAsync(string? after, int most, CancellationToken cancellation) => database.CallAsync<IReadOnlyList<SubjectRow>>(
        async (connection, token) => await connection.ListAsync("SELECT name, reference, wrapped, created_at FROM sallyport.subject WHERE name > $1 ORDER BY name LIMIT $2", [after ?? "", most], Row, token),
        cancellation);

    public ValueTask<bool> TryAddAsync(SubjectRow row, DateTimeOffset now, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "INSERT INTO sallyport.subject (name, reference, wrapped, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            [row.Name, row.Reference, row.Wrapped.ToArray(), now],
            token) == 1,
        cancellation);

    /// <summary>Deletes the row, then writes the table's file anew without it. The server's log of changes keeps the bytes until it is recycled.</summary>
    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        var removed = PostgresCommands.CanHold(name) && await database.CallAsync(
            async (connection, token) => await connection.ExecuteAsync("DELETE FROM sallyport.subject WHERE name = $1", [name], token) == 1,
            cancellation);
        if (removed) await RewriteAsync();
        return removed;
    }

    /// <summary>A backup that runs just now can hold this up. The row is gone for everybody all the same, and its bytes leave the file at the next removal.</summary>
    private async ValueTask RewriteAsync()
    {
        try
        {
            await database.RewriteAsync("sallyport.subject", CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // not a failure of the erasure: nobody can read the row any more
        }
    }

    private ValueTask<SubjectRow?> FindAsync(string sql, string value, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => (await connection.ListAsync(sql, [value], Row, token)).SingleOrDefault(),
        cancellation);

    private static SubjectRow Row(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Time(3));
}
