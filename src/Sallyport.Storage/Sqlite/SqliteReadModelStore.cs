using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Sqlite;

/// <summary>Read models in a SQLite file of their own.</summary>
internal sealed class SqliteReadModelStore : IReadModelStore, IDisposable
{
    public const string FileName = "usage.db";

    private const int PruneStep = 5_000;

    private readonly SqliteDatabase _database;
    private SqliteReadModelWriter? _writer;

    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public SqliteReadModelStore(string path) => _database = new SqliteDatabase(path, 'U');

    public ValueTask<long> CursorAsync(CancellationToken cancellation) => new(_database.Read(c => c.Number("SELECT cursor FROM fold_state")));

    public async ValueTask<bool> FoldAsync(FoldBatch batch, CancellationToken cancellation)
    {
        using var turn = await _database.WriteAsync(cancellation);
        try
        {
            return (_writer ??= new SqliteReadModelWriter(_database)).Fold(batch);
        }
        catch (SqliteException e)
        {
            _writer?.Dispose();
            _writer = null;
            throw SqliteDatabase.Unavailable(e);
        }
    }

    public async ValueTask ClearAsync(CancellationToken cancellation) => await _database.WriteAsync(
        connection =>
        {
            foreach (var table in (string[])["exchange", "exchange_hour", "usage", "event", "party", "passage", "policy_mark", "finding_set"]) connection.Execute("DELETE FROM " + table);
            return connection.Execute("UPDATE fold_state SET cursor = 0, epoch = epoch + 1") == 1;
        },
        cancellation);

    public async ValueTask<long> PruneAsync(ReadModelRetention retention, DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = (now - retention.Exchanges).ToMicroseconds();
        var removed = 0L;
        foreach (var (sql, before) in ((string, long)[])
        [
            ("DELETE FROM usage WHERE (grain, start, party, passage) IN (SELECT grain, start, party, passage FROM usage WHERE grain = 1 AND start < $before LIMIT $step)", UsageClock.HourOf(now - retention.Hours)),
            ("DELETE FROM usage WHERE (grain, start, party, passage) IN (SELECT grain, start, party, passage FROM usage WHERE grain = 2 AND start < $before LIMIT $step)", UsageClock.DayOf(now - retention.Days)),
            // Only hours that are old as a whole; the loop below would else look at the same young rows for ever.
            ("DELETE FROM exchange WHERE seq IN (SELECT seq FROM exchange WHERE seq <= (SELECT coalesce(max(last_seq), -1) FROM exchange_hour WHERE hour < $before) AND at_us < $before * 3600000000 LIMIT $step)", UsageClock.HourOf(oldest)),
            ("DELETE FROM exchange_hour WHERE hour < $before", UsageClock.HourOf(oldest)),
            ("DELETE FROM event WHERE at_us > 0 AND at_us < $before", oldest),
        ]) removed += await DeleteAsync(sql, before, cancellation);

        // A word is used by rows of any grain, so it must be older than all of them.
        var words = UsageClock.DayOf(now - TimeSpan.FromTicks(Math.Max(retention.Exchanges.Ticks, retention.Days.Ticks))) - 1;
        foreach (var table in (string[])["party", "passage", "policy_mark", "finding_set"])
        {
            await _database.WriteAsync(
                connection =>
                {
                    var count = connection.Execute($"DELETE FROM {table} WHERE last_day < $before", ("$before", words));
                    if (count > 0) connection.Execute("UPDATE fold_state SET epoch = epoch + 1");
                    removed += count;
                    return true;
                },
                cancellation);
        }

        return removed;
    }

    public ValueTask ScanExchangesAsync(Func<FactDictionary, FactSelection> select, FactVisitor visit, CancellationToken cancellation)
    {
        Read(scan => scan.Exchanges(select, visit, cancellation));
        return default;
    }

    public ValueTask ScanUsageAsync(UsageGrain grain, Func<FactDictionary, FactSelection> select, UsageVisitor visit, CancellationToken cancellation)
    {
        Read(scan => scan.Usage(grain, select, visit, cancellation));
        return default;
    }

    public ValueTask<IReadOnlyList<LogEvent>> EventsAsync(string? target, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation) => new(_database.Read<IReadOnlyList<LogEvent>>(connection =>
    {
        using var command = connection.Command(
            "SELECT seq, at_us, action, target, amount FROM event WHERE " + (target is null ? "" : "target = $target AND ") + "at_us >= $from AND at_us < $to ORDER BY seq",
            ("$target", target),
            ("$from", from?.ToMicroseconds() ?? long.MinValue),
            ("$to", to?.ToMicroseconds() ?? long.MaxValue));
        using var row = command.ExecuteReader();
        var events = new List<LogEvent>();
        while (row.Read()) events.Add(new LogEvent(row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetInt64(4)));
        return events;
    }));

    public void Dispose()
    {
        _writer?.Dispose();
        _database.Dispose();
    }

    private void Read(Action<SqliteReadModelScan> read) => _database.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true); // one view for dictionaries and rows
        read(new SqliteReadModelScan(connection));
        return true;
    });

    private async ValueTask<long> DeleteAsync(string sql, long before, CancellationToken cancellation)
    {
        for (var removed = 0L; ;)
        {
            var count = 0;
            await _database.WriteAsync(connection => (count = connection.Execute(sql, ("$before", before), ("$step", PruneStep))) >= 0, cancellation);
            removed += count;
            if (count < PruneStep || !sql.Contains("$step", StringComparison.Ordinal)) return removed;
        }
    }
}
