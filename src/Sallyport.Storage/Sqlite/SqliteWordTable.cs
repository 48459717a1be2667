using Microsoft.Data.Sqlite;

namespace Sallyport.Storage.Sqlite;

/// <summary>One dictionary of the read models: gives a value its number, and remembers those it gave. For one thread.</summary>
/// <param name="connection">The writer's.</param>
/// <param name="table">Name of the table; a constant.</param>
/// <param name="columns">Its columns between <c>id</c> and <c>last_day</c>; constants.</param>
/// <param name="bind">Binds a value to as many positions, from 1 on.</param>
internal sealed class SqliteWordTable<T>(SqliteConnection connection, string table, string[] columns, Action<SqliteStatement, T> bind) : IDisposable
    where T : notnull
{
    private const int MostKnown = 65_536;

    private readonly Dictionary<T, (int Id, long LastDay)> _known = [];
    private readonly SqliteStatement _find = new(connection, $"SELECT id, last_day FROM {table} WHERE {string.Join(" AND ", columns.Select(c => c + " = ?"))}");
    private readonly SqliteStatement _add = new(connection, $"INSERT INTO {table} ({string.Join(", ", columns)}, last_day) VALUES ({string.Join(", ", columns.Select(_ => "?"))}, ?) RETURNING id");
    private readonly SqliteStatement _use = new(connection, $"UPDATE {table} SET last_day = ? WHERE id = ?");

    /// <param name="day">Of the use, in days since 1970.</param>
    public int NumberOf(T value, long day)
    {
        if (!_known.TryGetValue(value, out var known))
        {
            if (_known.Count >= MostKnown) _known.Clear();
            _known[value] = known = FindOrAdd(value, day);
        }

        if (day > known.LastDay)
        {
            _use.Bind(1, day).Bind(2, known.Id).Run();
            _known[value] = known with { LastDay = day };
        }

        return known.Id;
    }

    /// <summary>After a transaction that failed, or numbers that another process changed.</summary>
    public void Forget() => _known.Clear();

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _use.Dispose();
    }

    private (int Id, long LastDay) FindOrAdd(T value, long day)
    {
        bind(_find, value);
        if (_find.Step())
        {
            var found = ((int)_find.Number(0), _find.Number(1));
            _find.Reset();
            return found;
        }

        bind(_add, value);
        _add.Bind(columns.Length + 1, day);
        _add.Step();
        var id = (int)_add.Number(0);
        _add.Run();
        return (id, day);
    }
}
