using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Postgres;

/// <summary>Named values of the installation in PostgreSQL.</summary>
internal sealed class PostgresSettingStore(PostgresDatabase database) : ISettingStore
{
    public ValueTask<byte[]?> FindAsync(string name, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ScalarAsync("SELECT value FROM sallyport.setting WHERE name = $1", [name], token) as byte[],
        cancellation);

    public ValueTask<bool> TryAddAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ExecuteAsync("INSERT INTO sallyport.setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", [name, value.ToArray()], token) == 1,
        cancellation);
}
