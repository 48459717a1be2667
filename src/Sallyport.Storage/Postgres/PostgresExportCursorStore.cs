using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Storage.Postgres;

/// <summary>Cursors of exports in PostgreSQL: here several gateways compete for an export.</summary>
internal sealed class PostgresExportCursorStore(PostgresDatabase database) : IExportCursorStore
{
    private const string Take =
        "INSERT INTO sallyport.export_cursor AS c (name, holder, held_until) VALUES ($1, $2, $3) "
        + "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until WHERE c.holder = excluded.holder OR c.held_until <= $4";

    public ValueTask<ExportHold> HoldAsync(string export, string holder, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) =>
        {
            if (await connection.ExecuteAsync(Take, [export, holder, (now + lease).ToUniversalTime(), now.ToUniversalTime()], token) != 1) return new ExportHold(false, null);
            return new ExportHold(true, await connection.ScalarAsync("SELECT next FROM sallyport.export_cursor WHERE name = $1 AND holder = $2", [export, holder], token) as long?);
        },
        cancellation);

    public ValueTask<bool> MoveAsync(string export, string holder, long next, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "UPDATE sallyport.export_cursor SET next = $1, held_until = $2 WHERE name = $3 AND holder = $4", [next, (now + lease).ToUniversalTime(), export, holder], token) == 1,
        cancellation);

    public async ValueTask ReleaseAsync(string export, string holder, CancellationToken cancellation) => await database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync("UPDATE sallyport.export_cursor SET held_until = '-infinity' WHERE name = $1 AND holder = $2", [export, holder], token) == 1,
        cancellation);
}
