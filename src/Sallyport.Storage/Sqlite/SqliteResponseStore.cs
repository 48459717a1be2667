using Sallyport.Gateway.Routing;

namespace Sallyport.Storage.Sqlite;

/// <summary>Owners of provider-kept objects in SQLite. Expired rows leave with the next addition.</summary>
internal sealed class SqliteResponseStore(SqliteDatabase database) : IResponseStore
{
    public ValueTask<bool> TryAddAsync(StoredResponse response, CancellationToken cancellation) => database.WriteAsync(
        connection =>
        {
            connection.Execute("DELETE FROM response WHERE expires_us <= $now", ("$now", response.CreatedAt.ToMicroseconds()));
            return connection.Execute(
                """
                INSERT INTO response (organization, id, key_id, upstream, placeholder_map, created_us, expires_us)
                VALUES ($organization, $id, $key, $upstream, $map, $created, $expires) ON CONFLICT DO NOTHING
                """,
                ("$organization", response.Organization),
                ("$id", response.Id),
                ("$key", response.KeyId),
                ("$upstream", response.Upstream),
                ("$map", response.PlaceholderMap.ToArray()),
                ("$created", response.CreatedAt.ToMicroseconds()),
                ("$expires", response.ExpiresAt.ToMicroseconds())) == 1;
        },
        cancellation);

    public ValueTask<StoredResponse?> FindAsync(string organization, string id, DateTimeOffset now, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command(
            "SELECT key_id, upstream, placeholder_map, created_us, expires_us FROM response WHERE organization = $organization AND id = $id AND expires_us > $now",
            ("$organization", organization),
            ("$id", id),
            ("$now", now.ToMicroseconds()));
        using var row = command.ExecuteReader();
        return row.Read() ? new StoredResponse(id, organization, row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.Time(3), row.Time(4)) : null;
    }));

    public ValueTask<bool> DeleteAsync(string organization, string id, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute("DELETE FROM response WHERE organization = $organization AND id = $id", ("$organization", organization), ("$id", id)) == 1,
        cancellation);
}
