using Sallyport.Gateway.Routing;

namespace Sallyport.Storage.Memory;

/// <summary>Owners of provider-kept objects in memory, for tests.</summary>
public sealed class MemoryResponseStore : IResponseStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Organization, string Id), StoredResponse> _responses = [];

    public ValueTask<bool> TryAddAsync(StoredResponse response, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var expired in _responses.Where(r => r.Value.ExpiresAt <= response.CreatedAt).ToList()) _responses.Remove(expired.Key);
            return new(_responses.TryAdd((response.Organization, response.Id), response));
        }
    }

    public ValueTask<StoredResponse?> FindAsync(string organization, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_gate) return new(_responses.GetValueOrDefault((organization, id)) is { } found && found.ExpiresAt > now ? found : null);
    }

    public ValueTask<bool> DeleteAsync(string organization, string id, CancellationToken cancellation)
    {
        lock (_gate) return new(_responses.Remove((organization, id)));
    }
}
