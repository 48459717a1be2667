using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Storage.Sqlite;

/// <summary>Cursors of exports in SQLite.</summary>
internal sealed class SqliteExportCursorStore(SqliteDatabase database) : IExportCursorStore
{
    private const string Take =
        "INSERT INTO export_cursor (name, holder, until_us) VALUES ($name, $holder, $until) "
        + "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_us = excluded.until_us WHERE holder = excluded.holder OR until_us <= $now";

    public async ValueTask<ExportHold> HoldAsync(string export, string holder, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        long? next = null;
        var isHeld = await database.WriteAsync(
            connection =>
            {
                if (connection.Execute(Take, ("$name", export), ("$holder", holder), ("$until", (now + lease).ToMicroseconds()), ("$now", now.ToMicroseconds())) != 1) return false;
                using var command = connection.Command("SELECT next FROM export_cursor WHERE name = $name", ("$name", export));
                next = command.ExecuteScalar() as long?;
                return true;
            },
            cancellation);
        return new ExportHold(isHeld, next);
    }

    public ValueTask<bool> MoveAsync(string export, string holder, long next, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE export_cursor SET next = $next, until_us = $until WHERE name = $name AND holder = $holder",
            ("$next", next),
            ("$until", (now + lease).ToMicroseconds()),
            ("$name", export),
            ("$holder", holder)) == 1,
        cancellation);

    public async ValueTask ReleaseAsync(string export, string holder, CancellationToken cancellation) => await database.WriteAsync(
        connection => connection.Execute("UPDATE export_cursor SET until_us = 0 WHERE name = $name AND holder = $holder", ("$name", export), ("$holder", holder)) == 1,
        cancellation);
}
