using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Storage.Memory;

/// <summary>Cursors of exports in memory, for tests.</summary>
public sealed class MemoryExportCursorStore : IExportCursorStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Holder, DateTimeOffset Until, long? Next)> _cursors = new(StringComparer.Ordinal);

    public ValueTask<ExportHold> HoldAsync(string export, string holder, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_cursors.TryGetValue(export, out var known)) known = (holder, default, null);
            if (known.Holder != holder && known.Until > now) return new(new ExportHold(false, null));
            _cursors[export] = (holder, now + lease, known.Next);
            return new(new ExportHold(true, known.Next));
        }
    }

    public ValueTask<bool> MoveAsync(string export, string holder, long next, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_cursors.TryGetValue(export, out var known) || known.Holder != holder) return new(false);
            _cursors[export] = (holder, now + lease, next);
            return new(true);
        }
    }

    public ValueTask ReleaseAsync(string export, string holder, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_cursors.TryGetValue(export, out var known) && known.Holder == holder) _cursors[export] = known with { Until = default };
        }

        return default;
    }
}
