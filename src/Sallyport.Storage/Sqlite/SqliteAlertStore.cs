using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Alerts;

namespace Sallyport.Storage.Sqlite;

/// <summary>Alerts in SQLite.</summary>
internal sealed class SqliteAlertStore(SqliteDatabase database) : IAlertStore
{
    private const string Columns = "a.id, a.topic, a.kind, a.severity, a.at_us, a.summary, a.facts, a.keep_us";

    public async ValueTask<int?> TryAddAsync(Alert alert, IReadOnlyCollection<string> channels, CancellationToken cancellation)
    {
        var queued = 0;
        var isNew = await database.WriteAsync(
            connection =>
            {
                var added = connection.Execute(
                    "INSERT INTO alert (id, topic, kind, severity, at_us, summary, facts, keep_us) VALUES ($id, $topic, $kind, $severity, $at, $summary, $facts, $keep) ON CONFLICT DO NOTHING",
                    ("$id", alert.Id),
                    ("$topic", alert.Topic),
                    ("$kind", (int)alert.Kind),
                    ("$severity", (int)alert.Severity),
                    ("$at", alert.At.ToMicroseconds()),
                    ("$summary", alert.Summary),
                    ("$facts", alert.Facts),
                    ("$keep", alert.KeepUntil?.ToMicroseconds()));
                if (added == 0) return false;
                queued = channels.Sum(channel => connection.Execute(
                    "INSERT INTO alert_delivery (alert, channel, state, attempts, node, due_us, raised_us) SELECT $id, $channel, 1, 0, '', $at, $at WHERE (SELECT count(*) FROM alert_delivery WHERE channel = $channel AND state = 1) < $most",
                    ("$id", alert.Id),
                    ("$channel", channel),
                    ("$at", alert.At.ToMicroseconds()),
                    ("$most", IAlertStore.MostWaiting)));
                return true;
            },
            cancellation);
        return isNew ? queued : null;
    }

    public ValueTask<bool> ContainsAsync(string id, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command("SELECT 1 FROM alert WHERE id = $id", ("$id", id));
        return command.ExecuteScalar() is not null;
    }));

    public async ValueTask<IReadOnlyList<AlertDelivery>> ClaimAsync(string channel, string node, int most, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        // Mostly nothing is due: that costs no write.
        var due = database.Read(connection => DueOf(connection, channel, most, now));
        if (due.Count == 0) return due;
        await database.WriteAsync(
            connection =>
            {
                due = DueOf(connection, channel, most, now); // again, under the write lock
                foreach (var delivery in due)
                {
                    connection.Execute(
                        "UPDATE alert_delivery SET node = $node, due_us = $until, attempts = attempts + 1 WHERE alert = $id AND channel = $channel",
                        ("$node", node),
                        ("$until", (now + lease).ToMicroseconds()),
                        ("$id", delivery.Alert.Id),
                        ("$channel", channel));
                }

                return due.Count > 0;
            },
            cancellation);
        return due;
    }

    public ValueTask<bool> EndAsync(string alert, string channel, string node, DeliveryState state, DateTimeOffset at, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE alert_delivery SET state = $state, due_us = $at WHERE alert = $id AND channel = $channel AND node = $node AND state = 1",
            ("$state", (int)state),
            ("$at", at.ToMicroseconds()),
            ("$id", alert),
            ("$channel", channel),
            ("$node", node)) == 1,
        cancellation);

    public ValueTask<bool> PostponeAsync(string alert, string channel, string node, DateTimeOffset until, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE alert_delivery SET node = '', due_us = $until WHERE alert = $id AND channel = $channel AND node = $node AND state = 1",
            ("$until", until.ToMicroseconds()),
            ("$id", alert),
            ("$channel", channel),
            ("$node", node)) == 1,
        cancellation);

    public ValueTask<IReadOnlyList<AlertRecord>> ListAsync(int most, CancellationToken cancellation) => new(database.Read<IReadOnlyList<AlertRecord>>(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var alerts = new List<Alert>();
        using (var command = connection.Command($"SELECT {Columns} FROM alert a ORDER BY a.at_us DESC, a.id DESC LIMIT $most", ("$most", most)))
        using (var row = command.ExecuteReader())
            while (row.Read()) alerts.Add(AlertOf(row));
        return [.. alerts.Select(alert => new AlertRecord(alert, DeliveriesOf(connection, alert.Id)))];
    }));

    public async ValueTask<int> PruneAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var gone = 0;
        await database.WriteAsync(
            connection =>
            {
                connection.Execute("DELETE FROM alert_delivery WHERE alert IN (SELECT id FROM alert WHERE keep_us < $now)", ("$now", now.ToMicroseconds()));
                gone = connection.Execute("DELETE FROM alert WHERE keep_us < $now", ("$now", now.ToMicroseconds()));
                return gone > 0;
            },
            cancellation);
        return gone;
    }

    private static List<AlertDelivery> DueOf(SqliteConnection connection, string channel, int most, DateTimeOffset now)
    {
        using var command = connection.Command(
            $"SELECT {Columns}, d.attempts FROM alert_delivery d JOIN alert a ON a.id = d.alert WHERE d.channel = $channel AND d.state = 1 AND d.due_us <= $now ORDER BY d.raised_us, d.alert LIMIT $most",
            ("$channel", channel),
            ("$now", now.ToMicroseconds()),
            ("$most", most));
        using var row = command.ExecuteReader();
        var due = new List<AlertDelivery>();
        while (row.Read()) due.Add(new AlertDelivery(AlertOf(row), channel, row.GetInt32(8)));
        return due;
    }

    private static List<DeliveryRecord> DeliveriesOf(SqliteConnection connection, string alert)
    {
        using var command = connection.Command("SELECT channel, state, attempts, due_us FROM alert_delivery WHERE alert = $id ORDER BY channel", ("$id", alert));
        using var row = command.ExecuteReader();
        var deliveries = new List<DeliveryRecord>();
        while (row.Read()) deliveries.Add(new DeliveryRecord(row.GetString(0), (DeliveryState)row.GetInt32(1), row.GetInt32(2), row.Time(3)));
        return deliveries;
    }

    private static Alert AlertOf(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), (AlertKind)row.GetInt32(2), (AlertSeverity)row.GetInt32(3), row.Time(4), row.GetString(5), row.GetString(6), row.TimeOrNull(7));
}
