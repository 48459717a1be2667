using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration.Compiling;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Configuration;

/// <summary>Puts a changed configuration in force while serving. A bad one changes nothing: it is logged, counted and shown in the status.</summary>
public sealed partial class ConfigurationReloader : IDisposable
{
    /// <summary>Quiet time after a file event: editors and deployments write in several steps.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    /// <summary>Looks that need no event: a file written in place, network drives and mounted secrets send none.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly ConfigurationCompiler _compiler;
    private readonly string? _file;
    private readonly StartupOptions _startup;
    private readonly ServerSettings _server;
    private readonly SnapshotSource _source;
    private readonly ConfigurationRecord? _record;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly ITimer _timer;
    private IReadOnlyList<string> _files;
    private string _seen;
    private bool _disposed;
    private volatile ConfigurationStatus _status;

    /// <param name="file">The configuration file, or null where the environment alone configures.</param>
    /// <param name="first">What serving began with.</param>
    /// <param name="source">Where an accepted snapshot is published.</param>
    /// <param name="record">Where it is recorded before; null where there is no record.</param>
    public ConfigurationReloader(ConfigurationCompiler compiler, string? file, StartupOptions startup, CompiledConfiguration first, SnapshotSource source, ConfigurationRecord? record, GatewayMetrics metrics, TimeProvider time, ILogger<ConfigurationReloader> logger)
    {
        (_compiler, _file, _startup, _source, _record, _metrics, _time, _logger) = (compiler, file, startup, source, record, metrics, time, logger);
        (_server, _files) = (first.Server, first.Files);
        _seen = DigestOf(_files);
        _status = new ConfigurationStatus(file is null ? "environment" : Path.GetFileName(file), first.Snapshot.Version, time.GetUtcNow(), [], null);
        _timer = time.CreateTimer(_ => ReloadIfChanged(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ConfigurationStatus Status => _status;

    /// <summary>Begins to watch the files. Without a file there is nothing to watch.</summary>
    public void Watch()
    {
        if (_file is null) return;
        foreach (var folder in _files.Select(f => Path.GetDirectoryName(f)!).Distinct())
        {
            try
            {
                // The whole folder: a mounted file changes by a link beside it, an edited one by a rename over it. Names only: the database may
                // lie in the same folder, and an event for each of its writes would cost requests dear and put the reload off for as long as they come.
                var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
                watcher.Created += (_, _) => Later();
                watcher.Renamed += (_, _) => Later();
                watcher.Deleted += (_, _) => Later();
                watcher.EnableRaisingEvents = true;
                _watchers.Add(watcher);
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                Log.CannotWatch(_logger, folder, e.GetType().Name); // looking every few seconds goes on
            }
        }

        _timer.Change(Poll, Poll);
    }

    /// <summary>Reads the configuration again, whether or not it has changed.</summary>
    /// <returns>True if it was accepted.</returns>
    public bool Reload()
    {
        lock (_lock)
        {
            if (_disposed) return false;
            _seen = DigestOf(_files);
            var compiled = _compiler.Compile(_file, _startup, out var problems);
            if (compiled is null)
            {
                Refuse(problems);
                if (TryRecord(r => r.RefusedAsync(_status.Version, problems, CancellationToken.None)) is { } unheard) Log.NotRecorded(_logger, unheard);
                return false;
            }

            if (TryRecord(r => r.LoadedAsync(compiled, CancellationToken.None)) is { } unrecorded)
            {
                Refuse([new ConfigurationProblem(_status.Source, null, "audit", "the configuration could not be recorded, so it is not put in force: " + unrecorded, null)]);
                _seen = ""; // look again with the next poll
                return false;
            }

            _metrics.ConfigurationReloaded(true);

            if (!_files.SequenceEqual(compiled.Files))
            {
                _files = compiled.Files;
                _seen = DigestOf(_files);
            }

            Accept(compiled);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
        foreach (var watcher in _watchers) watcher.Dispose();
    }

    private void Accept(CompiledConfiguration compiled)
    {
        var restart = _server.ChangesTo(compiled.Server);
        var changed = compiled.Snapshot.Version != _status.Version;
        _status = _status with { Version = compiled.Snapshot.Version, LoadedAt = changed ? _time.GetUtcNow() : _status.LoadedAt, NeedsRestart = restart, LastRefusal = null };
        // Published even if the version is the same: a secret may be new, and secrets are not part of the version.
        _source.Publish(compiled.Snapshot);
        if (changed) Log.Loaded(_logger, compiled.Snapshot.Version);
        else Log.Unchanged(_logger, compiled.Snapshot.Version);
        if (restart.Count > 0) Log.NeedsRestart(_logger, string.Join(", ", restart));
    }

    private void Refuse(IReadOnlyList<ConfigurationProblem> problems)
    {
        _metrics.ConfigurationReloaded(false);
        _status = _status with { LastRefusal = new ConfigurationRefusal(_time.GetUtcNow(), problems) };
        foreach (var problem in problems) Log.Problem(_logger, problem.ToString());
        Log.Refused(_logger, problems.Count, _status.Version);
    }

    /// <summary>Waits, on the thread of a timer or a signal: until it is recorded nothing may happen, and the store answers within seconds.</summary>
    /// <returns>Why it is not recorded; null if it is.</returns>
    private string? TryRecord(Func<ConfigurationRecord, ValueTask> write)
    {
        if (_record is not { } record) return null;
        try
        {
            write(record).AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }

    private void Later()
    {
        lock (_lock)
        {
            if (!_disposed) _timer.Change(Settle, Poll);
        }
    }

    private void ReloadIfChanged()
    {
        lock (_lock)
        {
            if (_disposed || DigestOf(_files) == _seen) return;
        }

        try
        {
            Reload();
        }
        catch (Exception e)
        {
            Log.Failed(_logger, e); // a timer's exception would end the process; the configuration in force goes on
        }
    }

    private static string DigestOf(IReadOnlyList<string> files) => string.Join(' ', files.Select(ConfigurationVersion.Digest));

    private static partial class Log
    {
        [LoggerMessage(10001, LogLevel.Information, "Configuration {Version} is in force")]
        public static partial void Loaded(ILogger logger, string version);

        [LoggerMessage(10002, LogLevel.Information, "Configuration read again; version {Version} is the same")]
        public static partial void Unchanged(ILogger logger, string version);

        [LoggerMessage(10003, LogLevel.Error, "Configuration problem: {Problem}")]
        public static partial void Problem(ILogger logger, string problem);

        [LoggerMessage(10004, LogLevel.Error, "Reload refused with {Count} problems; version {Version} stays in force")]
        public static partial void Refused(ILogger logger, int count, string version);

        [LoggerMessage(10005, LogLevel.Warning, "Changed sections wait for a restart: {Sections}")]
        public static partial void NeedsRestart(ILogger logger, string sections);

        [LoggerMessage(10006, LogLevel.Warning, "Cannot watch folder {Folder} ({Reason}); changes are noticed within seconds all the same")]
        public static partial void CannotWatch(ILogger logger, string folder, string reason);

        [LoggerMessage(10008, LogLevel.Error, "The refused reload could not be recorded ({Reason})")]
        public static partial void NotRecorded(ILogger logger, string reason);

        [LoggerMessage(10007, LogLevel.Error, "Reload failed; the configuration in force stays")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
