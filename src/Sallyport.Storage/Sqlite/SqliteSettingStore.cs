using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Sqlite;

/// <summary>Named values of the installation in SQLite.</summary>
internal sealed class SqliteSettingStore(SqliteDatabase database) : ISettingStore
{
    public ValueTask<byte[]?> FindAsync(string name, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var command = connection.Command("SELECT value FROM setting WHERE name = $name", ("$name", name));
        return command.ExecuteScalar() as byte[];
    }));

    public ValueTask<bool> TryAddAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation) => database.WriteAsync(
        connection => connection.Execute("INSERT INTO setting (name, value) VALUES ($name, $value) ON CONFLICT DO NOTHING", ("$name", name), ("$value", value.ToArray())) == 1,
        cancellation);

    public async ValueTask SetAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation) => await database.WriteAsync(
        connection => connection.Execute("INSERT INTO setting (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", ("$name", name), ("$value", value.ToArray())) == 1,
        cancellation);
}
