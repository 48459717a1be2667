using Sallyport.Gateway.Admission;

namespace Sallyport.Storage.Memory;

/// <summary>Counters in memory, for tests. One node counts alone.</summary>
public sealed class MemoryLimitStore : ILimitStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CounterWindow, StoredCounter> _counters = [];
    private long _size;

    public ILimitLeases? Leases => null;

    public ValueTask<StoredCounter> FindAsync(CounterWindow window, CancellationToken cancellation)
    {
        lock (_gate) return new(_counters.GetValueOrDefault(window, new StoredCounter(window, 0, 0)));
    }

    public ValueTask<CounterSnapshot> SnapshotAsync(CancellationToken cancellation)
    {
        lock (_gate) return new(new CounterSnapshot(_size, [.. _counters.Values.Where(c => c.Spent != 0 || c.Reserved != 0).OrderBy(c => c.Window.Counter, StringComparer.Ordinal).ThenBy(c => c.Window.Start)]));
    }

    public ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var old = _counters.Values.Where(c => c.Window.Start > DateTimeOffset.UnixEpoch && c.Window.Start < before && c.Reserved == 0).ToArray();
            foreach (var counter in old) _counters.Remove(counter.Window);
            return new(old.Length);
        }
    }

    /// <summary>What the log does when it writes an entry.</summary>
    internal void Apply(IReadOnlyList<Charge> charges, long logSize)
    {
        lock (_gate)
        {
            _size = logSize;
            foreach (var charge in charges)
            {
                var window = new CounterWindow(charge.Counter, charge.Window, charge.Unit);
                var before = _counters.GetValueOrDefault(window, new StoredCounter(window, 0, 0));
                _counters[window] = before with { Spent = before.Spent + charge.Spent, Reserved = before.Reserved + charge.Reserved };
            }
        }
    }
}
