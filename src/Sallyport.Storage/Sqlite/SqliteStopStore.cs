using Sallyport.Gateway.Admission.Stops;

namespace Sallyport.Storage.Sqlite;

/// <summary>Switches in SQLite.</summary>
internal sealed class SqliteStopStore(SqliteDatabase database) : IStopStore
{
    public ValueTask<IReadOnlyList<StopSwitch>> ListAsync(CancellationToken cancellation) => new(database.Read<IReadOnlyList<StopSwitch>>(connection =>
    {
        using var command = connection.Command("SELECT scope, holder, reason, contact, share, set_by, set_us FROM stop_switch ORDER BY set_us, scope, holder");
        using var row = command.ExecuteReader();
        var all = new List<StopSwitch>();
        while (row.Read()) all.Add(new StopSwitch((StopScope)row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetString(5), row.Time(6)));
        return all;
    }));

    public ValueTask<bool> TrySetAsync(StopSwitch stop, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO stop_switch (scope, holder, reason, contact, share, set_by, set_us) VALUES ($scope, $holder, $reason, $contact, $share, $by, $at)
            ON CONFLICT (scope, holder) DO UPDATE SET reason = excluded.reason, contact = excluded.contact, share = excluded.share, set_by = excluded.set_by, set_us = excluded.set_us
            WHERE stop_switch.share > 0
            """,
            ("$scope", (int)stop.Scope),
            ("$holder", stop.Holder),
            ("$reason", stop.Reason),
            ("$contact", stop.Contact),
            ("$share", stop.Share),
            ("$by", stop.SetBy),
            ("$at", stop.SetAt.ToMicroseconds())) == 1,
        cancellation);

    public ValueTask<bool> TryShareAsync(StopScope scope, string holder, int share, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute("UPDATE stop_switch SET share = $share WHERE scope = $scope AND holder = $holder", ("$share", share), ("$scope", (int)scope), ("$holder", holder)) == 1,
        cancellation);

    public ValueTask<bool> TryLiftAsync(StopScope scope, string holder, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute("DELETE FROM stop_switch WHERE scope = $scope AND holder = $holder", ("$scope", (int)scope), ("$holder", holder)) == 1,
        cancellation);
}
