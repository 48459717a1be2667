using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;

namespace Sallyport.Storage.Postgres;

/// <summary>Virtual keys in PostgreSQL. A change is announced to all nodes as it commits.</summary>
internal sealed class PostgresKeyStore(PostgresDatabase database) : IKeyStore
{
    /// <summary>Name under which changes are announced.</summary>
    public const string Channel = "sallyport_key_change";

    // One statement reads keys and secrets together, so that no change falls between the two.
    private const string Select =
        """
        SELECT k.id, k.version, k.environment, k.name, k.purpose, k.organization, k.team, k.user_id, k.application, k.endpoints, k.models, k.upstreams, k.capabilities,
          k.state, k.created_at, k.expires_at, k.tier, s.hash, s.created_at, s.not_after
        FROM sallyport.virtual_key k LEFT JOIN sallyport.key_secret s ON s.key_id = k.id
        """;

    public async ValueTask<IReadOnlyList<VirtualKeyRecord>> ListAsync(CancellationToken cancellation) =>
        await database.CallAsync((connection, token) => KeysAsync(connection, Select + " ORDER BY k.created_at, k.id, s.position", [], token), cancellation);

    public async ValueTask<VirtualKeyRecord?> FindAsync(string id, CancellationToken cancellation) => PostgresCommands.CanHold(id)
        ? (await database.CallAsync((connection, token) => KeysAsync(connection, Select + " WHERE k.id = $1 ORDER BY s.position", [id], token), cancellation)).SingleOrDefault()
        : null;

    public ValueTask<bool> TryAddAsync(VirtualKeyRecord key, CancellationToken cancellation) => database.WriteAsync(
        async (connection, token) =>
        {
            var added = await connection.ExecuteAsync(
                """
                INSERT INTO sallyport.virtual_key (id, version, environment, name, purpose, organization, team, user_id, application, endpoints, models, upstreams, capabilities, state, created_at, expires_at, tier)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                ON CONFLICT DO NOTHING
                """,
                Values(key),
                token);
            if (added == 0) return false;
            await ChangeAsync(connection, key, token);
            return true;
        },
        cancellation);

    public ValueTask<bool> TryReplaceAsync(VirtualKeyRecord key, CancellationToken cancellation) => database.WriteAsync(
        async (connection, token) =>
        {
            var changed = await connection.ExecuteAsync(
                """
                UPDATE sallyport.virtual_key SET version = $2, environment = $3, name = $4, purpose = $5, organization = $6, team = $7, user_id = $8, application = $9,
                  endpoints = $10, models = $11, upstreams = $12, capabilities = $13, state = $14, created_at = $15, expires_at = $16, tier = $17
                WHERE id = $1 AND version = $2 - 1
                """,
                Values(key),
                token);
            if (changed == 0) return false;
            await ChangeAsync(connection, key, token);
            return true;
        },
        cancellation);

    public ValueTask<long> GetRevisionAsync(CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => await connection.ScalarAsync("SELECT value FROM sallyport.key_revision", [], token) is long revision ? revision : 0,
        cancellation);

    /// <summary>The secrets anew, the next revision, and the word to the other nodes: one round trip inside the transaction that wrote the key.</summary>
    private static async Task ChangeAsync(NpgsqlConnection connection, VirtualKeyRecord key, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Then("DELETE FROM sallyport.key_secret WHERE key_id = $1", key.Id);
        foreach (var (position, secret) in key.Secrets.Index())
        {
            batch.Then(
                "INSERT INTO sallyport.key_secret (key_id, position, hash, created_at, not_after) VALUES ($1, $2, $3, $4, $5)",
                key.Id,
                position,
                secret.Hash.ToArray(),
                secret.CreatedAt,
                secret.NotAfter);
        }

        batch.Then("UPDATE sallyport.key_revision SET value = value + 1").Then("SELECT pg_catalog.pg_notify($1, '')", Channel);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<IReadOnlyList<VirtualKeyRecord>> KeysAsync(NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellation)
    {
        var rows = await connection.ListAsync(sql, values, row => (Key: KeyOf(row), Secret: SecretOf(row)), cancellation);
        return [.. rows.GroupBy(r => r.Key.Id, StringComparer.Ordinal).Select(g => g.First().Key with { Secrets = [.. g.Select(r => r.Secret).OfType<KeySecretHash>()] })];
    }

    private static object?[] Values(VirtualKeyRecord key) =>
    [
        key.Id, key.Version, (short)key.Environment, key.Name, key.Purpose, key.Owner.Organization, key.Owner.Team, key.Owner.User, key.Owner.Application,
        (int)key.Scopes.Endpoints, key.Scopes.Models.ToArray(), key.Scopes.Upstreams.ToArray(), (int)key.Scopes.Capabilities, (short)key.State, key.CreatedAt, key.ExpiresAt, key.Tier,
    ];

    private static VirtualKeyRecord KeyOf(NpgsqlDataReader row) => new(
        row.GetString(0),
        (KeyEnvironment)row.GetInt16(2),
        row.GetString(3),
        row.Text(4),
        new KeyOwner(row.GetString(5), row.Text(6), row.Text(7), row.Text(8)),
        new KeyScopes((EndpointGroups)row.GetInt32(9), row.GetFieldValue<string[]>(10), row.GetFieldValue<string[]>(11), (Capabilities)row.GetInt32(12)),
        (KeyState)row.GetInt16(13),
        row.Time(14),
        row.TimeOrNull(15),
        [],
        row.GetInt64(1))
    {
        Tier = row.Text(16),
    };

    private static KeySecretHash? SecretOf(NpgsqlDataReader row) => row.IsDBNull(17) ? null : new KeySecretHash(row.GetFieldValue<byte[]>(17), row.Time(18), row.TimeOrNull(19));
}
