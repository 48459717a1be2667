using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Control.Http;

/// <summary>Reads query parameters strictly: a misspelt filter must not quietly list everything.</summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly List<string> _errors = [];

    public QueryReader(HttpContext context, params ReadOnlySpan<string> allowed)
    {
        _query = context.Request.Query;
        foreach (var (name, values) in _query)
        {
            if (!allowed.Contains(name)) _errors.Add($"query: unknown parameter; allowed are {string.Join(", ", allowed.ToArray())}.");
            else if (values.Count > 1) _errors.Add($"{name}: was given twice.");
        }
    }

    public Problem? Problem => _errors.Count == 0 ? null : Control.Problem.Invalid([.. _errors.Distinct(StringComparer.Ordinal)]);

    public string? Text(string name) => _query.TryGetValue(name, out var value) && value.Count == 1 ? value[0] : null;

    public int Limit(int byDefault, int most)
    {
        if (Text("limit") is not { } text) return byDefault;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most) return limit;
        _errors.Add($"limit: must be 1 to {most}.");
        return byDefault;
    }

    public T? Value<T>(string name, Func<string, T?> parse, string allowed)
        where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (parse(text) is { } value) return value;
        _errors.Add($"{name}: must be {allowed}.");
        return null;
    }

    public DateTimeOffset? Time(string name) => Value<DateTimeOffset>(
        name,
        t => DateTimeOffset.TryParse(t, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null,
        "a time such as 2026-03-01T12:00:00Z");
}
