using System.Text.Json;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>What a loop knows about itself, for whoever asks from another thread.</summary>
internal sealed class ExportProgress(ExportDefinition definition, TimeProvider time)
{
    private readonly Lock _gate = new();
    private string _state = "starting";
    private long? _next;
    private long _size, _written, _pruned, _failures;
    private DateTimeOffset? _waitingSince, _lastSuccess, _failingSince;
    private string? _fault;

    public void Stand(long next, long size, DateTimeOffset? waitingSince)
    {
        lock (_gate)
        {
            (_next, _size, _waitingSince) = (next, size, waitingSince ?? (next < size ? _waitingSince ?? time.GetUtcNow() : null));
            if (_fault is null) _state = next < size ? "behind" : "ok";
        }
    }

    public void StandBy()
    {
        lock (_gate) (_state, _next, _size, _waitingSince, _fault, _failingSince) = ("standby", null, 0, null, null, null);
    }

    public void Wrote(long records, long pruned)
    {
        lock (_gate)
        {
            _written += records;
            _pruned += pruned;
        }
    }

    /// <returns>Since when it had been failing; null if it had not.</returns>
    public DateTimeOffset? Succeeded()
    {
        lock (_gate)
        {
            var since = _failingSince;
            (_lastSuccess, _failingSince, _fault) = (time.GetUtcNow(), null, null);
            return since;
        }
    }

    /// <returns>True if this is the first failure of an outage.</returns>
    public bool Failed(string reason)
    {
        lock (_gate)
        {
            var isFirst = _failingSince is null;
            _failures++;
            (_state, _fault, _failingSince) = ("failing", reason, _failingSince ?? time.GetUtcNow());
            return isFirst;
        }
    }

    public ExportStatus Read()
    {
        lock (_gate)
        {
            var lag = _waitingSince is { } since ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds) : 0;
            return new ExportStatus(
                definition.Name,
                definition.Target.Kind,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(definition.Format.ToString()),
                _state,
                _next,
                _next is { } next ? Math.Max(0, _size - next) : 0,
                Math.Round(lag, 3),
                _written,
                _pruned,
                _failures,
                _lastSuccess,
                _failingSince,
                _fault);
        }
    }
}
