using Sallyport.Gateway.Admission;

namespace Sallyport.Storage.Sqlite;

/// <summary>Counters in SQLite. One node counts alone; the log's transaction writes them.</summary>
internal sealed class SqliteLimitStore(SqliteDatabase database) : ILimitStore
{
    public ILimitLeases? Leases => null;

    public ValueTask<StoredCounter> FindAsync(CounterWindow window, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command(
            "SELECT spent, reserved FROM limit_counter WHERE counter = $counter AND window_s = $window AND unit = $unit",
            ("$counter", window.Counter),
            ("$window", window.Start.ToUnixTimeSeconds()),
            ("$unit", (int)window.Unit));
        using var row = command.ExecuteReader();
        return row.Read() ? new StoredCounter(window, row.GetInt64(0), row.GetInt64(1)) : new StoredCounter(window, 0, 0);
    }));

    public ValueTask<CounterSnapshot> SnapshotAsync(CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true); // one view of both
        var size = connection.Number("SELECT coalesce(max(seq) + 1, 0) FROM leaf");
        var counters = new List<StoredCounter>();
        using var command = connection.Command("SELECT counter, window_s, unit, spent, reserved FROM limit_counter WHERE spent <> 0 OR reserved <> 0 ORDER BY counter, window_s, unit");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            counters.Add(new StoredCounter(new CounterWindow(row.GetString(0), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1)), (LimitUnit)row.GetInt32(2)), row.GetInt64(3), row.GetInt64(4)));
        }

        return new CounterSnapshot(size, counters);
    }));

    public async ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var pruned = 0;
        await database.WriteAsync(
            c =>
            {
                pruned = c.Execute("DELETE FROM limit_counter WHERE window_s > 0 AND window_s < $before AND reserved = 0", ("$before", before.ToUnixTimeSeconds()));
                return true;
            },
            cancellation);
        return pruned;
    }
}
