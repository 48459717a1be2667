using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Sqlite;

/// <summary>Approvals in SQLite.</summary>
internal sealed class SqliteApprovalStore(SqliteDatabase database) : IApprovalStore
{
    private const string Columns = "id, action, digest, parameters, reason, requested_by, requested_us, expires_us, approved_by, approved_us, used_us";

    public ValueTask<IReadOnlyList<Approval>> ListAsync(int most, CancellationToken cancellation) => new(database.Read<IReadOnlyList<Approval>>(connection =>
    {
        using var command = connection.Command($"SELECT {Columns} FROM approval ORDER BY id DESC LIMIT $most", ("$most", most));
        using var row = command.ExecuteReader();
        var all = new List<Approval>();
        while (row.Read()) all.Add(Of(row));
        return all;
    }));

    public ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command($"SELECT {Columns} FROM approval WHERE id = $id", ("$id", id.ToByteArray(bigEndian: true)));
        using var row = command.ExecuteReader();
        return row.Read() ? Of(row) : null;
    }));

    public ValueTask<bool> TryAddAsync(Approval approval, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO approval (id, action, digest, parameters, reason, requested_by, requested_us, expires_us)
            VALUES ($id, $action, $digest, $parameters, $reason, $by, $at, $expires) ON CONFLICT DO NOTHING
            """,
            ("$id", approval.Id.ToByteArray(bigEndian: true)),
            ("$action", approval.Action),
            ("$digest", approval.Digest.ToArray()),
            ("$parameters", approval.Parameters),
            ("$reason", approval.Reason),
            ("$by", approval.RequestedBy),
            ("$at", approval.RequestedAt.ToMicroseconds()),
            ("$expires", approval.ExpiresAt.ToMicroseconds())) == 1,
        cancellation);

    public ValueTask<bool> TryApproveAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE approval SET approved_by = $by, approved_us = $at WHERE id = $id AND requested_by <> $by AND approved_by IS NULL AND expires_us > $at",
            ("$by", by),
            ("$at", at.ToMicroseconds()),
            ("$id", id.ToByteArray(bigEndian: true))) == 1,
        cancellation);

    public ValueTask<bool> TryUseAsync(Guid id, ReadOnlyMemory<byte> digest, DateTimeOffset at, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE approval SET used_us = $at WHERE id = $id AND digest = $digest AND approved_by IS NOT NULL AND used_us IS NULL AND expires_us > $at",
            ("$at", at.ToMicroseconds()),
            ("$id", id.ToByteArray(bigEndian: true)),
            ("$digest", digest.ToArray())) == 1,
        cancellation);

    private static Approval Of(SqliteDataReader row) => new(
        new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.Time(6), row.Time(7), row.Text(8), row.TimeOrNull(9), row.TimeOrNull(10));
}
