using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Sqlite;

/// <summary>Kept texts in a SQLite file of their own.</summary>
internal sealed class SqliteContentStore : IContentStore, IDisposable
{
    public const string FileName = "content.db";

    private const int Page = 500;

    private readonly SqliteDatabase _database;

    public SqliteContentStore(string path) => _database = new SqliteDatabase(path, 'C');

    public async ValueTask AddAsync(IReadOnlyList<ContentPiece> pieces, CancellationToken cancellation) => await _database.WriteAsync(
        connection =>
        {
            foreach (var piece in pieces)
            {
                connection.Execute(
                    "INSERT INTO content (exchange, side, key_id, subject, at_us, until_us, sealed) VALUES ($exchange, $side, $key, $subject, $at, $until, $sealed) ON CONFLICT DO NOTHING",
                    ("$exchange", piece.ExchangeId.ToByteArray(bigEndian: true)),
                    ("$side", (int)piece.Side),
                    ("$key", piece.KeyId),
                    ("$subject", piece.Subject),
                    ("$at", piece.At.ToMicroseconds()),
                    ("$until", piece.KeptUntil.ToMicroseconds()),
                    ("$sealed", piece.Sealed.ToArray()));
            }

            return true;
        },
        cancellation);

    public ValueTask<IReadOnlyList<ContentPiece>> FindAsync(Guid exchangeId, CancellationToken cancellation) => new(_database.Read<IReadOnlyList<ContentPiece>>(connection =>
    {
        using var command = connection.Command("SELECT exchange, side, key_id, subject, at_us, until_us, sealed FROM content WHERE exchange = $exchange ORDER BY side", ("$exchange", exchangeId.ToByteArray(bigEndian: true)));
        using var row = command.ExecuteReader();
        var pieces = new List<ContentPiece>();
        while (row.Read()) pieces.Add(new ContentPiece(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), (ContentSide)row.GetInt32(1), row.GetString(2), row.GetString(3), row.Time(4), row.Time(5), row.GetFieldValue<byte[]>(6)));
        return pieces;
    }));

    public async ValueTask<int> PruneAsync(DateTimeOffset now, IReadOnlyList<Hold> holds, CancellationToken cancellation)
    {
        var active = holds.Where(h => h.IsActive).ToArray();
        var (gone, after) = (0, (Until: long.MinValue, Row: 0L)); // held ones stay in front of the others
        while (true)
        {
            var due = _database.Read(c => Due(c, now, after));
            var free = due.Where(d => !Array.Exists(active, h => h.Covers(d.KeyId, d.Subject, d.At))).Select(d => d.Row).ToArray();
            if (free.Length > 0)
            {
                await _database.WriteAsync(
                    connection =>
                    {
                        foreach (var row in free) gone += connection.Execute("DELETE FROM content WHERE rowid = $row", ("$row", row));
                        return true;
                    },
                    cancellation);
            }

            if (due.Count < Page) return gone;
            after = (due[^1].Until, due[^1].Row);
        }
    }

    public ValueTask<long> BytesAsync(CancellationToken cancellation) => new(_database.Read(c => (c.Number("PRAGMA page_count") - c.Number("PRAGMA freelist_count")) * c.Number("PRAGMA page_size")));

    public void Dispose() => _database.Dispose();

    private static List<(long Row, long Until, string KeyId, string Subject, DateTimeOffset At)> Due(SqliteConnection connection, DateTimeOffset now, (long Until, long Row) after)
    {
        using var command = connection.Command(
            "SELECT rowid, until_us, key_id, subject, at_us FROM content WHERE until_us <= $now AND (until_us, rowid) > ($until, $row) ORDER BY until_us, rowid LIMIT $page",
            ("$now", now.ToMicroseconds()),
            ("$until", after.Until),
            ("$row", after.Row),
            ("$page", Page));
        using var row = command.ExecuteReader();
        var due = new List<(long, long, string, string, DateTimeOffset)>();
        while (row.Read()) due.Add((row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.Time(4)));
        return due;
    }
}
