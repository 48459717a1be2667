using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>A statement that stays prepared and is bound by position. For one thread.</summary>
/// <remarks>For inner loops alone: a command object for each row costs several times the row.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3? _db;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _db = connection.Handle;
        var result = raw.sqlite3_prepare_v3(_db, sql, 1 /* SQLITE_PREPARE_PERSISTENT */, out _statement);
        if (result != raw.SQLITE_OK) throw new SqliteException("A statement could not be prepared.", result);
    }

    public SqliteStatement Bind(int position, long value)
    {
        raw.sqlite3_bind_int64(_statement, position, value);
        return this;
    }

    public SqliteStatement Bind(int position, string value)
    {
        raw.sqlite3_bind_text(_statement, position, value);
        return this;
    }

    public SqliteStatement BindNull(int position)
    {
        raw.sqlite3_bind_null(_statement, position);
        return this;
    }

    /// <summary>Runs to the end and makes ready for the next binding.</summary>
    public void Run()
    {
        while (Step())
        {
            // rows of no interest
        }
    }

    /// <returns>True if there is a row; false at the end, ready for the next binding.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) result = raw.sqlite3_extended_errcode(_db);
        raw.sqlite3_reset(_statement);
        return result == raw.SQLITE_DONE ? false : throw new SqliteException("A statement failed.", result & 0xFF, result);
    }

    /// <summary>Leaves the rows that were not read.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();
}
