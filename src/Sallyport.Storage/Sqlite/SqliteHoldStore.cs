using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Sqlite;

/// <summary>Holds in SQLite.</summary>
internal sealed class SqliteHoldStore(SqliteDatabase database) : IHoldStore
{
    public ValueTask<IReadOnlyList<Hold>> ListAsync(CancellationToken cancellation) => new(database.Read<IReadOnlyList<Hold>>(connection =>
    {
        using var command = connection.Command("SELECT id, key_id, subject, from_us, to_us, reason, created_by, created_us, lifted_by, lifted_us FROM hold ORDER BY created_us, id");
        using var row = command.ExecuteReader();
        var all = new List<Hold>();
        while (row.Read()) all.Add(new Hold(row.GetString(0), row.Text(1), row.Text(2), row.TimeOrNull(3), row.TimeOrNull(4), row.GetString(5), row.GetString(6), row.Time(7), row.Text(8), row.TimeOrNull(9)));
        return all;
    }));

    public ValueTask<bool> TryAddAsync(Hold hold, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "INSERT INTO hold (id, key_id, subject, from_us, to_us, reason, created_by, created_us) VALUES ($id, $key, $subject, $from, $to, $reason, $by, $at) ON CONFLICT DO NOTHING",
            ("$id", hold.Id),
            ("$key", hold.KeyId),
            ("$subject", hold.Subject),
            ("$from", hold.From?.ToMicroseconds()),
            ("$to", hold.To?.ToMicroseconds()),
            ("$reason", hold.Reason),
            ("$by", hold.CreatedBy),
            ("$at", hold.CreatedAt.ToMicroseconds())) == 1,
        cancellation);

    public ValueTask<bool> TryLiftAsync(string id, string by, DateTimeOffset at, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute("UPDATE hold SET lifted_by = $by, lifted_us = $at WHERE id = $id AND lifted_us IS NULL", ("$by", by), ("$at", at.ToMicroseconds()), ("$id", id)) == 1,
        cancellation);
}
