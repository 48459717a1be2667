using System.Globalization;
using System.Reflection;
using Npgsql;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Postgres;

/// <summary>Runs the numbered scripts that a database has not seen yet, all of them in one transaction. Nodes that start together take turns.</summary>
/// <remarks>Everything lies in the schema <c>sallyport</c>; its table <c>schema_version</c> marks it as ours. The lock is the transaction's, so it ends with it in any case.</remarks>
internal static class PostgresMigrator
{
    /// <summary>Longest time for all scripts, another node's included.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>"SLYP" in ASCII, as a name for the lock.</summary>
    private const long LockName = 0x534C_5950;

    /// <summary>The oldest version that still gets fixes.</summary>
    private const int OldestServer = 14;

    /// <exception cref="InstallationException">The schema is another program's or newer than this version of Sallyport, or the server is too old.</exception>
    public static Task<bool> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellation) => MigrateAsync(connection, Scripts(), cancellation);

    /// <returns>True if there was something to run.</returns>
    internal static async Task<bool> MigrateAsync(NpgsqlConnection connection, IReadOnlyList<(int Version, string Sql)> scripts, CancellationToken cancellation)
    {
        await CheckServerAsync(connection, cancellation);
        var latest = scripts[^1].Version;
        if (await VersionAsync(connection, cancellation) == latest) return false; // without taking the lock

        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        await connection.ExecuteAsync("SELECT pg_catalog.pg_advisory_xact_lock($1)", [LockName], cancellation);
        if (await VersionAsync(connection, cancellation) is not { } version)
        {
            await CreateSchemaAsync(connection, cancellation);
            version = 0;
        }

        if (version > latest)
            throw new InstallationException($"The database has schema {version}, and this version of Sallyport knows schemas up to {latest}. Start the newer version that wrote it, or restore a backup.");
        foreach (var (number, sql) in scripts.Where(s => s.Version > version))
        {
            await connection.ExecuteAsync(sql, [], cancellation);
            await connection.ExecuteAsync("UPDATE sallyport.schema_version SET version = $1", [number], cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return version < latest;
    }

    /// <summary>Embedded <c>Postgres/Migrations/V001_name.sql</c> files, by number.</summary>
    internal static IReadOnlyList<(int Version, string Sql)> Scripts()
    {
        const string Prefix = "Postgres.V";
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => (Version: int.Parse(n.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture), Sql: Read(assembly, n)))
            .OrderBy(s => s.Version)];
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw new InstallationException($"The database is PostgreSQL {connection.PostgreSqlVersion.Major}. Sallyport needs {OldestServer} or newer.");
        if (await connection.ScalarAsync("SELECT pg_catalog.pg_encoding_to_char(encoding) FROM pg_catalog.pg_database WHERE datname = current_database()", [], cancellation) is not "UTF8")
            throw new InstallationException("The database's encoding is not UTF8. Create it with ENCODING 'UTF8' TEMPLATE template0.");
    }

    /// <returns>Null if there is no schema of ours.</returns>
    /// <remarks>Asked of the catalog's tables: <c>to_regclass</c> answers from a cache that may not yet know what another node made while this one waited for the lock.</remarks>
    private static async Task<int?> VersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string Exists = "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'sallyport' AND c.relname = 'schema_version'";
        if (await connection.ScalarAsync(Exists, [], cancellation) is null) return null;
        return await connection.ScalarAsync("SELECT version FROM sallyport.schema_version", [], cancellation) as int?;
    }

    /// <summary>A schema that is there may be a database administrator's, made for us because we may not make any; then it is empty.</summary>
    private static async Task CreateSchemaAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string Exists = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'sallyport'";
        const string IsInUse = "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'sallyport' LIMIT 1";
        if (await connection.ScalarAsync(Exists, [], cancellation) is null)
            await connection.ExecuteAsync("CREATE SCHEMA sallyport", [], cancellation);
        else if (await connection.ScalarAsync(IsInUse, [], cancellation) is not null)
            throw new InstallationException("The schema sallyport of this database belongs to another program. Give Sallyport a database of its own.");
        await connection.ExecuteAsync("CREATE TABLE sallyport.schema_version (id smallint PRIMARY KEY CHECK (id = 1), version integer NOT NULL); INSERT INTO sallyport.schema_version VALUES (1, 0)", [], cancellation);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
