using Sallyport.Gateway.Governance;

namespace Sallyport.Storage.Memory;

/// <summary>Named administrators in memory, for tests.</summary>
public sealed class MemoryAdminStore : IAdminStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Administrator> _all = new(StringComparer.Ordinal);

    public ValueTask<IReadOnlyList<Administrator>> ListAsync(CancellationToken cancellation)
    {
        lock (_gate) return new([.. _all.Values]);
    }

    public ValueTask<Administrator?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
    {
        lock (_gate) return new(_all.Values.FirstOrDefault(a => a.RevokedAt is null && a.Hash.Span.SequenceEqual(hash.Span)));
    }

    public ValueTask<bool> TryAddAsync(Administrator administrator, CancellationToken cancellation)
    {
        lock (_gate) return new(_all.TryAdd(administrator.Name, administrator));
    }

    public ValueTask<bool> TryRevokeAsync(string name, DateTimeOffset at, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_all.TryGetValue(name, out var known) || known.RevokedAt is not null) return new(false);
            _all[name] = known with { RevokedAt = at };
            return new(true);
        }
    }
}
