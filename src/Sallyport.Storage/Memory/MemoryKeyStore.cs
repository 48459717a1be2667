using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Memory;

/// <summary>Virtual keys in memory, for tests.</summary>
public sealed class MemoryKeyStore : IKeyStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VirtualKeyRecord> _keys = new(StringComparer.Ordinal);
    private long _revision = 1;

    /// <summary>When set, every call fails with it: a store that is down.</summary>
    public Exception? Fault { get; set; }

    public ValueTask<IReadOnlyList<VirtualKeyRecord>> ListAsync(CancellationToken cancellation) =>
        Answer<IReadOnlyList<VirtualKeyRecord>>(() => [.. _keys.Values.OrderBy(k => k.CreatedAt).ThenBy(k => k.Id, StringComparer.Ordinal)]);

    public ValueTask<VirtualKeyRecord?> FindAsync(string id, CancellationToken cancellation) => Answer(() => _keys.GetValueOrDefault(id));

    public ValueTask<bool> TryAddAsync(VirtualKeyRecord key, CancellationToken cancellation) => Answer(() => _keys.TryAdd(key.Id, key) && Changed());

    public ValueTask<bool> TryReplaceAsync(VirtualKeyRecord key, CancellationToken cancellation) => Answer(() =>
    {
        if (!_keys.TryGetValue(key.Id, out var stored) || stored.Version != key.Version - 1) return false;
        _keys[key.Id] = key;
        return Changed();
    });

    public ValueTask<long> GetRevisionAsync(CancellationToken cancellation) => Answer(() => _revision);

    private bool Changed()
    {
        _revision++;
        return true;
    }

    private ValueTask<T> Answer<T>(Func<T> ask)
    {
        if (Fault is { } fault) return ValueTask.FromException<T>(fault);
        lock (_gate) return new(ask());
    }
}
