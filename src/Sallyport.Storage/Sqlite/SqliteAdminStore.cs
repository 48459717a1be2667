using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Sqlite;

/// <summary>Named administrators in SQLite.</summary>
internal sealed class SqliteAdminStore(SqliteDatabase database) : IAdminStore
{
    private const string Columns = "name, role, hash, created_by, created_us, revoked_us";

    public ValueTask<IReadOnlyList<Administrator>> ListAsync(CancellationToken cancellation) => new(database.Read<IReadOnlyList<Administrator>>(connection =>
    {
        using var command = connection.Command($"SELECT {Columns} FROM admin ORDER BY name");
        using var row = command.ExecuteReader();
        var all = new List<Administrator>();
        while (row.Read()) all.Add(Of(row));
        return all;
    }));

    public ValueTask<Administrator?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command($"SELECT {Columns} FROM admin WHERE hash = $hash AND revoked_us IS NULL", ("$hash", hash.ToArray()));
        using var row = command.ExecuteReader();
        return row.Read() ? Of(row) : null;
    }));

    public ValueTask<bool> TryAddAsync(Administrator administrator, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            $"INSERT INTO admin ({Columns}) VALUES ($name, $role, $hash, $by, $created, $revoked) ON CONFLICT DO NOTHING",
            ("$name", administrator.Name),
            ("$role", (int)administrator.Role),
            ("$hash", administrator.Hash.ToArray()),
            ("$by", administrator.CreatedBy),
            ("$created", administrator.CreatedAt.ToMicroseconds()),
            ("$revoked", administrator.RevokedAt?.ToMicroseconds())) == 1,
        cancellation);

    public ValueTask<bool> TryRevokeAsync(string name, DateTimeOffset at, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute("UPDATE admin SET revoked_us = $at WHERE name = $name AND revoked_us IS NULL", ("$at", at.ToMicroseconds()), ("$name", name)) == 1,
        cancellation);

    private static Administrator Of(SqliteDataReader row) => new(row.GetString(0), (AdminRole)row.GetInt32(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.Time(4), row.TimeOrNull(5));
}
