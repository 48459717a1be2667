using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Memory;

/// <summary>Named values of the installation in memory, for tests.</summary>
public sealed class MemorySettingStore : ISettingStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public ValueTask<byte[]?> FindAsync(string name, CancellationToken cancellation)
    {
        lock (_gate) return new(_values.GetValueOrDefault(name));
    }

    public ValueTask<bool> TryAddAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        lock (_gate) return new(_values.TryAdd(name, value.ToArray()));
    }

    public ValueTask SetAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        lock (_gate) _values[name] = value.ToArray();
        return default;
    }
}
