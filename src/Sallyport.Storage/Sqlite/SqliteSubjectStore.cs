using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Subjects;

namespace Sallyport.Storage.Sqlite;

/// <summary>Rows of the vault in a SQLite file of its own.</summary>
internal sealed class SqliteSubjectStore : ISubjectRows, IDisposable
{
    public const string FileName = "subjects.db";

    private const int Tries = 3; // each waits as long as for any other lock

    private readonly SqliteDatabase _database;

    public SqliteSubjectStore(string path) => _database = new SqliteDatabase(path, 'S');

    public ValueTask<SubjectRow?> FindAsync(string name, CancellationToken cancellation) => Find("SELECT name, reference, wrapped, created_us FROM subject WHERE name = $value", name);

    public ValueTask<SubjectRow?> FindByReferenceAsync(string reference, CancellationToken cancellation) => Find("SELECT name, reference, wrapped, created_us FROM subject WHERE reference = $value", reference);

    public ValueTask<IReadOnlyList<SubjectRow>> ListAsync(string? after, int most, CancellationToken cancellation) => new(_database.Read<IReadOnlyList<SubjectRow>>(connection =>
    {
        using var command = connection.Command("SELECT name, reference, wrapped, created_us FROM subject WHERE name > $after ORDER BY name LIMIT $most", ("$after", after ?? ""), ("$most", most));
        using var row = command.ExecuteReader();
        var subjects = new List<SubjectRow>();
        while (row.Read()) subjects.Add(Row(row));
        return subjects;
    }));

    public ValueTask<bool> TryAddAsync(SubjectRow row, DateTimeOffset now, CancellationToken cancellation) => _database.WriteAsync(
        connection => connection.Execute(
            "INSERT INTO subject (name, reference, wrapped, created_us) VALUES ($name, $reference, $wrapped, $created) ON CONFLICT DO NOTHING",
            ("$name", row.Name),
            ("$reference", row.Reference),
            ("$wrapped", row.Wrapped.ToArray()),
            ("$created", now.ToMicroseconds())) == 1,
        cancellation);

    /// <summary>Overwrites the row on disk: zeroed in its page, the file rewritten without it, the write-ahead log emptied.</summary>
    /// <exception cref="StoreUnavailableException">The row is gone, but the write-ahead log could not be emptied.</exception>
    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        using var turn = await _database.WriteAsync(cancellation);
        return _database.Read(connection =>
        {
            connection.Execute("PRAGMA secure_delete = ON");
            if (connection.Execute("DELETE FROM subject WHERE name = $name", ("$name", name)) != 1) return false;
            connection.Execute("PRAGMA temp_store = MEMORY"); // the copy that VACUUM makes must not touch another disk
            connection.Execute("VACUUM");
            for (var attempt = 0; connection.Number("PRAGMA wal_checkpoint(TRUNCATE)") != 0; attempt++)
                if (attempt == Tries) throw new StoreUnavailableException("The subject's key is deleted, but another program reads the file of keys and keeps an older state of it in the write-ahead log. End that program.");
            return true;
        });
    }

    public void Dispose() => _database.Dispose();

    private ValueTask<SubjectRow?> Find(string sql, string value) => new(_database.Read(connection =>
    {
        using var command = connection.Command(sql, ("$value", value));
        using var row = command.ExecuteReader();
        return row.Read() ? Row(row) : null;
    }));

    private static SubjectRow Row(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Time(3));
}
