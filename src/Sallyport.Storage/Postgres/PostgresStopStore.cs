using Npgsql;
using Sallyport.Gateway.Admission.Stops;

namespace Sallyport.Storage.Postgres;

/// <summary>Switches in PostgreSQL. A change is announced to all nodes as it commits, on the channel of the keys.</summary>
internal sealed class PostgresStopStore(PostgresDatabase database) : IStopStore
{
    public async ValueTask<IReadOnlyList<StopSwitch>> ListAsync(CancellationToken cancellation) => await database.CallAsync(
        (connection, token) => connection.ListAsync("SELECT scope, holder, reason, contact, share, set_by, set_at FROM sallyport.stop_switch ORDER BY set_at, scope, holder", [], Of, token),
        cancellation);

    public ValueTask<bool> TrySetAsync(StopSwitch stop, CancellationToken cancellation) => ChangeAsync(
        """
        INSERT INTO sallyport.stop_switch AS s (scope, holder, reason, contact, share, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (scope, holder) DO UPDATE SET reason = excluded.reason, contact = excluded.contact, share = excluded.share, set_by = excluded.set_by, set_at = excluded.set_at
        WHERE s.share > 0
        """,
        [(short)stop.Scope, stop.Holder, stop.Reason, PostgresCommands.Readable(stop.Contact), (short)stop.Share, stop.SetBy, stop.SetAt],
        cancellation);

    public ValueTask<bool> TryShareAsync(StopScope scope, string holder, int share, CancellationToken cancellation) =>
        ChangeAsync("UPDATE sallyport.stop_switch SET share = $3 WHERE scope = $1 AND holder = $2", [(short)scope, holder, (short)share], cancellation);

    public ValueTask<bool> TryLiftAsync(StopScope scope, string holder, CancellationToken cancellation) =>
        ChangeAsync("DELETE FROM sallyport.stop_switch WHERE scope = $1 AND holder = $2", [(short)scope, holder], cancellation);

    private ValueTask<bool> ChangeAsync(string sql, object?[] values, CancellationToken cancellation) => database.WriteAsync(
        async (connection, token) =>
        {
            if (await connection.ExecuteAsync(sql, values, token) != 1) return false;
            await connection.ExecuteAsync("SELECT pg_catalog.pg_notify($1, '')", [PostgresKeyStore.Channel], token);
            return true;
        },
        cancellation);

    private static StopSwitch Of(NpgsqlDataReader row) =>
        new((StopScope)row.GetInt16(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt16(4), row.GetString(5), row.Time(6));
}
