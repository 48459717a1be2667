using System.Buffers;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Sallyport.Storage.Postgres;

/// <summary>Short forms for what every store here does with a connection. Values are always parameters (<c>$1</c>, <c>$2</c>), never part of the text.</summary>
internal static class PostgresCommands
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    /// <summary>One more statement of a batch, which is one round trip and, by itself, one transaction.</summary>
    public static NpgsqlBatch Then(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <returns>Rows changed.</returns>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellation)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The first column of the first row, or null.</summary>
    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellation)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteScalarAsync(cancellation) is { } value and not DBNull ? value : null;
    }

    /// <summary>All rows, mapped.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlConnection connection, string sql, object?[] values, Func<NpgsqlDataReader, T> map, CancellationToken cancellation)
    {
        await using var command = connection.Command(sql, values);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var items = new List<T>();
        while (await row.ReadAsync(cancellation)) items.Add(map(row));
        return items;
    }

    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>A JSON text as a parameter; without the type it would be sent as text, which jsonb does not take.</summary>
    public static NpgsqlParameter Json(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    /// <summary>False for what PostgreSQL cannot hold: U+0000 and halves of surrogate pairs. Such an id is in no row, so there is no need to ask.</summary>
    public static bool CanHold(string text)
    {
        if (text.Contains('\0')) return false;
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) is not OperationStatus.Done) return false;
            rest = rest[used..];
        }

        return true;
    }

    /// <summary>The text with U+FFFD for what PostgreSQL cannot hold: for words that clients make up and people read.</summary>
    public static string? Readable(string? text) => text is null || CanHold(text) ? text : string.Concat(text.EnumerateRunes()).Replace('\0', '\uFFFD');

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        NpgsqlParameter ready => ready,
        DateTimeOffset time => new NpgsqlParameter { Value = time.ToUniversalTime() }, // the driver takes no other offset
        _ => new NpgsqlParameter { Value = value ?? DBNull.Value },
    };
}
