using Npgsql;
using Sallyport.Gateway.Alerts;

namespace Sallyport.Storage.Postgres;

/// <summary>Alerts in PostgreSQL: here several nodes notice the same, and one raises and delivers it.</summary>
internal sealed class PostgresAlertStore(PostgresDatabase database) : IAlertStore
{
    private const string Columns = "a.id, a.topic, a.kind, a.severity, a.at, a.summary, a.facts, a.keep_until";

    public async ValueTask<int?> TryAddAsync(Alert alert, IReadOnlyCollection<string> channels, CancellationToken cancellation)
    {
        var queued = 0;
        var isNew = await database.WriteAsync(
            async (connection, token) =>
            {
                queued = 0;
                var added = await connection.ExecuteAsync(
                    "INSERT INTO sallyport.alert (id, topic, kind, severity, at, summary, facts, keep_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
                    [alert.Id, PostgresCommands.Readable(alert.Topic), (short)alert.Kind, (short)alert.Severity, alert.At, PostgresCommands.Readable(alert.Summary), PostgresCommands.Readable(alert.Facts), alert.KeepUntil],
                    token);
                if (added == 0) return false;
                foreach (var channel in channels)
                {
                    queued += await connection.ExecuteAsync(
                        """
                        INSERT INTO sallyport.alert_delivery (alert, channel, state, attempts, node, due_at, raised_at)
                        SELECT $1, $2, 1, 0, '', $3, $3 WHERE (SELECT count(*) FROM sallyport.alert_delivery WHERE channel = $2 AND state = 1) < $4
                        """,
                        [alert.Id, channel, alert.At, (long)IAlertStore.MostWaiting],
                        token);
                }

                return true;
            },
            cancellation);
        return isNew ? queued : null;
    }

    public ValueTask<bool> ContainsAsync(string id, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ScalarAsync("SELECT 1 FROM sallyport.alert WHERE id = $1", [id], token) is not null,
        cancellation);

    public async ValueTask<IReadOnlyList<AlertDelivery>> ClaimAsync(string channel, string node, int most, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation) => await database.CallAsync(
        (connection, token) => connection.ListAsync(
            $"""
            WITH due AS (
              SELECT alert FROM sallyport.alert_delivery WHERE channel = $1 AND state = 1 AND due_at <= $3 ORDER BY raised_at, alert LIMIT $5 FOR UPDATE SKIP LOCKED
            ), taken AS (
              UPDATE sallyport.alert_delivery d SET node = $2, due_at = $4, attempts = attempts + 1 FROM due WHERE d.alert = due.alert AND d.channel = $1 RETURNING d.alert, d.attempts, d.raised_at
            )
            SELECT {Columns}, t.attempts - 1 FROM taken t JOIN sallyport.alert a ON a.id = t.alert ORDER BY t.raised_at, t.alert
            """,
            [channel, node, now, now + lease, (long)most],
            row => new AlertDelivery(AlertOf(row), channel, row.GetInt32(8)),
            token),
        cancellation);

    public ValueTask<bool> EndAsync(string alert, string channel, string node, DeliveryState state, DateTimeOffset at, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "UPDATE sallyport.alert_delivery SET state = $4, due_at = $5 WHERE alert = $1 AND channel = $2 AND node = $3 AND state = 1", [alert, channel, node, (short)state, at], token) == 1,
        cancellation);

    public ValueTask<bool> PostponeAsync(string alert, string channel, string node, DateTimeOffset until, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync(
            "UPDATE sallyport.alert_delivery SET node = '', due_at = $4 WHERE alert = $1 AND channel = $2 AND node = $3 AND state = 1", [alert, channel, node, until], token) == 1,
        cancellation);

    public async ValueTask<IReadOnlyList<AlertRecord>> ListAsync(int most, CancellationToken cancellation)
    {
        var rows = await database.CallAsync(
            (connection, token) => connection.ListAsync(
                $"""
                SELECT {Columns}, d.channel, d.state, d.attempts, d.due_at
                FROM (SELECT * FROM sallyport.alert ORDER BY at DESC, id DESC LIMIT $1) a LEFT JOIN sallyport.alert_delivery d ON d.alert = a.id
                ORDER BY a.at DESC, a.id DESC, d.channel
                """,
                [(long)most],
                row => (Alert: AlertOf(row), Delivery: row.IsDBNull(8) ? null : new DeliveryRecord(row.GetString(8), (DeliveryState)row.GetInt16(9), row.GetInt32(10), row.Time(11))),
                token),
            cancellation);
        return [.. rows.GroupBy(r => r.Alert.Id, StringComparer.Ordinal).Select(g => new AlertRecord(g.First().Alert, [.. g.Select(r => r.Delivery).OfType<DeliveryRecord>()]))];
    }

    public ValueTask<int> PruneAsync(DateTimeOffset now, CancellationToken cancellation) => database.CallAsync(
        (connection, token) => connection.ExecuteAsync("DELETE FROM sallyport.alert WHERE keep_until < $1", [now], token),
        cancellation);

    private static Alert AlertOf(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), (AlertKind)row.GetInt16(2), (AlertSeverity)row.GetInt16(3), row.Time(4), row.GetString(5), row.GetString(6), row.TimeOrNull(7));
}
