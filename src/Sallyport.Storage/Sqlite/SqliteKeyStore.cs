using System.Text.Json;
using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;

namespace Sallyport.Storage.Sqlite;

/// <summary>Virtual keys in SQLite. Answers at once; writes wait for their turn.</summary>
internal sealed class SqliteKeyStore(SqliteDatabase database) : IKeyStore
{
    private const string Columns = "id, version, environment, name, purpose, organization, team, user, application, endpoints, models, upstreams, capabilities, state, created_us, expires_us, tier";

    public ValueTask<IReadOnlyList<VirtualKeyRecord>> ListAsync(CancellationToken cancellation) => new(database.Read(connection =>
    {
        // One read transaction, so that no change falls between keys and secrets.
        using var transaction = connection.BeginTransaction(deferred: true);
        var secrets = new Dictionary<string, List<KeySecretHash>>(StringComparer.Ordinal);
        using (var command = connection.Command("SELECT key_id, hash, created_us, not_after_us FROM key_secret ORDER BY key_id, position"))
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                if (!secrets.TryGetValue(row.GetString(0), out var list)) secrets.Add(row.GetString(0), list = []);
                list.Add(SecretOf(row, 1));
            }
        }

        var keys = new List<VirtualKeyRecord>();
        using (var command = connection.Command($"SELECT {Columns} FROM virtual_key ORDER BY created_us, id"))
        using (var row = command.ExecuteReader())
            while (row.Read()) keys.Add(KeyOf(row, secrets.GetValueOrDefault(row.GetString(0)) ?? []));
        return (IReadOnlyList<VirtualKeyRecord>)keys;
    }));

    public ValueTask<VirtualKeyRecord?> FindAsync(string id, CancellationToken cancellation) => new(database.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var secrets = new List<KeySecretHash>();
        using (var command = connection.Command("SELECT hash, created_us, not_after_us FROM key_secret WHERE key_id = $id ORDER BY position", ("$id", id)))
        using (var row = command.ExecuteReader())
            while (row.Read()) secrets.Add(SecretOf(row, 0));
        using (var command = connection.Command($"SELECT {Columns} FROM virtual_key WHERE id = $id", ("$id", id)))
        using (var row = command.ExecuteReader())
            return row.Read() ? KeyOf(row, secrets) : null;
    }));

    public ValueTask<bool> TryAddAsync(VirtualKeyRecord key, CancellationToken cancellation) => database.WriteAsync(
        connection =>
        {
            var added = connection.Execute(
                $"""
                INSERT INTO virtual_key ({Columns})
                VALUES ($id, $version, $environment, $name, $purpose, $organization, $team, $user, $application, $endpoints, $models, $upstreams, $capabilities, $state, $created, $expires, $tier)
                ON CONFLICT DO NOTHING
                """,
                Parameters(key));
            if (added == 0) return false;
            AddSecrets(connection, key);
            return true;
        },
        cancellation);

    public ValueTask<bool> TryReplaceAsync(VirtualKeyRecord key, CancellationToken cancellation) => database.WriteAsync(
        connection =>
        {
            var changed = connection.Execute(
                """
                UPDATE virtual_key SET version = $version, environment = $environment, name = $name, purpose = $purpose, organization = $organization,
                  team = $team, user = $user, application = $application, endpoints = $endpoints, models = $models, upstreams = $upstreams,
                  capabilities = $capabilities, state = $state, created_us = $created, expires_us = $expires, tier = $tier
                WHERE id = $id AND version = $version - 1
                """,
                Parameters(key));
            if (changed == 0) return false;
            connection.Execute("DELETE FROM key_secret WHERE key_id = $id", ("$id", key.Id));
            AddSecrets(connection, key);
            return true;
        },
        cancellation);

    public ValueTask<long> GetRevisionAsync(CancellationToken cancellation) =>
        new(database.Read(connection => connection.Number("SELECT value FROM key_revision")));

    private static void AddSecrets(SqliteConnection connection, VirtualKeyRecord key)
    {
        foreach (var (position, secret) in key.Secrets.Index())
        {
            connection.Execute(
                "INSERT INTO key_secret (key_id, position, hash, created_us, not_after_us) VALUES ($id, $position, $hash, $created, $notAfter)",
                ("$id", key.Id),
                ("$position", position),
                ("$hash", secret.Hash.ToArray()),
                ("$created", secret.CreatedAt.ToMicroseconds()),
                ("$notAfter", secret.NotAfter?.ToMicroseconds()));
        }

        connection.Execute("UPDATE key_revision SET value = value + 1");
    }

    private static (string Name, object? Value)[] Parameters(VirtualKeyRecord key) =>
    [
        ("$id", key.Id), ("$version", key.Version), ("$environment", (int)key.Environment), ("$name", key.Name), ("$purpose", key.Purpose),
        ("$organization", key.Owner.Organization), ("$team", key.Owner.Team), ("$user", key.Owner.User), ("$application", key.Owner.Application),
        ("$endpoints", (int)key.Scopes.Endpoints), ("$models", JsonSerializer.Serialize(key.Scopes.Models)),
        ("$upstreams", JsonSerializer.Serialize(key.Scopes.Upstreams)), ("$capabilities", (int)key.Scopes.Capabilities),
        ("$state", (int)key.State), ("$created", key.CreatedAt.ToMicroseconds()), ("$expires", key.ExpiresAt?.ToMicroseconds()), ("$tier", key.Tier),
    ];

    private static KeySecretHash SecretOf(SqliteDataReader row, int first) =>
        new(row.GetFieldValue<byte[]>(first), row.Time(first + 1), row.TimeOrNull(first + 2));

    private static VirtualKeyRecord KeyOf(SqliteDataReader row, List<KeySecretHash> secrets) => new(
        row.GetString(0),
        (KeyEnvironment)row.GetInt32(2),
        row.GetString(3),
        row.Text(4),
        new KeyOwner(row.GetString(5), row.Text(6), row.Text(7), row.Text(8)),
        new KeyScopes((EndpointGroups)row.GetInt32(9), StringsOf(row, 10), StringsOf(row, 11), (Capabilities)row.GetInt32(12)),
        (KeyState)row.GetInt32(13),
        row.Time(14),
        row.TimeOrNull(15),
        secrets,
        row.GetInt64(1))
    {
        Tier = row.Text(16),
    };

    private static string[] StringsOf(SqliteDataReader row, int column) => JsonSerializer.Deserialize<string[]>(row.GetString(column)) ?? [];
}
