using Microsoft.Extensions.Logging;

namespace Sallyport.Testing;

/// <summary>Keeps what is logged, with exceptions written out, so that a test can look for what must not be there.</summary>
public sealed class ListLogger<T> : ILogger<T>
{
    private readonly Lock _gate = new();
    private readonly List<(int Id, LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<(int Id, LogLevel Level, string Text)> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate) _lines.Add((eventId.Id, logLevel, exception is null ? formatter(state, exception) : formatter(state, exception) + "\n" + exception));
    }
}
