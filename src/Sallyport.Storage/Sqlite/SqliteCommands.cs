using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Sallyport.Storage.Sqlite;

/// <summary>Short forms for what every store here does with a connection. Values are always parameters, never part of the text.</summary>
internal static class SqliteCommands
{
    private static readonly long UnixEpochUs = DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <returns>Rows changed.</returns>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static long Number(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => new((UnixEpochUs + row.GetInt64(column)) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>Microseconds since 1970; finer parts are cut off.</summary>
    public static long ToMicroseconds(this DateTimeOffset time) => (time.UtcTicks / TimeSpan.TicksPerMicrosecond) - UnixEpochUs;
}
