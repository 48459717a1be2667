namespace Sallyport.Server.Hosting;

/// <summary>Loggers for what is opened before the host is built. They are silent until the host's own are there.</summary>
internal sealed class LateLoggers : ILoggerFactory
{
    private volatile ILoggerFactory? _host;

    /// <summary>From now on everything is written by the host's loggers.</summary>
    public void Follow(ILoggerFactory host) => _host = host;

    public ILogger CreateLogger(string categoryName) => new LateLogger(this, categoryName);

    /// <exception cref="NotSupportedException">Always: providers belong to the host.</exception>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() => _host = null;

    private sealed class LateLogger(LateLoggers owner, string category) : ILogger
    {
        private ILogger? _logger;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => Own?.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => Own?.IsEnabled(logLevel) == true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Own?.Log(logLevel, eventId, state, exception, formatter);

        private ILogger? Own => _logger ??= owner._host?.CreateLogger(category);
    }
}
