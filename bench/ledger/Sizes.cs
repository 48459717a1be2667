using Microsoft.Data.Sqlite;

namespace Sallyport.LedgerBench;

/// <summary>What the files and the tables of the read models weigh.</summary>
internal static class Sizes
{
    public static void Add(string folder, Results report)
    {
        foreach (var file in new DirectoryInfo(folder).GetFiles("*.db").OrderBy(f => f.Name, StringComparer.Ordinal))
            report.Add(file.Name, FormattableString.Invariant($"{file.Length / 1e6,10:N1} MB, {(double)file.Length / report.Requests,8:N1} bytes a request"));

        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "usage.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 6";
        using var row = command.ExecuteReader();
        while (row.Read()) report.Add("  " + row.GetString(0), FormattableString.Invariant($"{row.GetInt64(1) / 1e6,10:N1} MB, {(double)row.GetInt64(1) / report.Requests,8:N1} bytes a request"));
    }
}
