using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Sqlite;

/// <summary>Runs the numbered scripts that a database has not seen yet, all of them in one exclusive transaction.</summary>
/// <remarks>The schema's version is <c>PRAGMA user_version</c>; <c>application_id</c> marks the file as ours.</remarks>
internal static class SqliteMigrator
{
    /// <summary>"SLYP" in ASCII.</summary>
    private const int ApplicationId = 0x534C_5950;

    /// <exception cref="InstallationException">The file is another program's database, or its schema is newer than this version of Sallyport.</exception>
    /// <param name="series">First letter of the scripts: V for the database, S for the subjects' keys.</param>
    public static void Migrate(SqliteConnection connection, char series) => Migrate(connection, Scripts(series));

    internal static void Migrate(SqliteConnection connection, IReadOnlyList<(int Version, string Sql)> scripts)
    {
        var latest = scripts[^1].Version;
        if (connection.Number("PRAGMA application_id") == ApplicationId && connection.Number("PRAGMA user_version") == latest) return; // without taking the lock

        connection.Execute("BEGIN EXCLUSIVE");
        try
        {
            var owner = connection.Number("PRAGMA application_id");
            var version = connection.Number("PRAGMA user_version");
            if (owner != ApplicationId && (owner != 0 || connection.Number("SELECT count(*) FROM sqlite_schema") > 0))
                throw new InstallationException("The database file belongs to another program. Point Sallyport at a data directory of its own.");
            if (version > latest)
                throw new InstallationException($"The database has schema {version}, and this version of Sallyport knows schemas up to {latest}. Start the newer version that wrote it, or restore a backup.");

            foreach (var (number, sql) in scripts.Where(s => s.Version > version))
            {
                connection.Execute(sql);
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"));
            }

            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Embedded <c>V001_name.sql</c> files of one series, by number.</summary>
    internal static IReadOnlyList<(int Version, string Sql)> Scripts(char series = 'V')
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(series) && n.EndsWith(".sql", StringComparison.Ordinal))
            .Select(n => (Version: int.Parse(n.AsSpan(1, 3), CultureInfo.InvariantCulture), Sql: Read(assembly, n)))
            .OrderBy(s => s.Version)];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
