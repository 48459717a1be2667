using Sallyport.Gateway.Admission.Stops;

namespace Sallyport.Storage.Memory;

/// <summary>Switches in memory, for tests.</summary>
public sealed class MemoryStopStore : IStopStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(StopScope, string), StopSwitch> _switches = [];

    public ValueTask<IReadOnlyList<StopSwitch>> ListAsync(CancellationToken cancellation)
    {
        lock (_gate) return new([.. _switches.Values.OrderBy(s => s.SetAt).ThenBy(s => s.Scope).ThenBy(s => s.Holder, StringComparer.Ordinal)]);
    }

    public ValueTask<bool> TrySetAsync(StopSwitch stop, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_switches.TryGetValue((stop.Scope, stop.Holder), out var known) && known.Share == 0) return new(false);
            _switches[(stop.Scope, stop.Holder)] = stop;
            return new(true);
        }
    }

    public ValueTask<bool> TryShareAsync(StopScope scope, string holder, int share, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_switches.TryGetValue((scope, holder), out var known)) return new(false);
            _switches[(scope, holder)] = known with { Share = share };
            return new(true);
        }
    }

    public ValueTask<bool> TryLiftAsync(StopScope scope, string holder, CancellationToken cancellation)
    {
        lock (_gate) return new(_switches.Remove((scope, holder)));
    }
}
