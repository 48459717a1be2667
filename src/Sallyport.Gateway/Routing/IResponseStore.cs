namespace Sallyport.Gateway.Routing;

/// <summary>Remembers who owns the objects that providers keep for us, such as stored responses.</summary>
/// <remarks>The organization is part of every question, so that another organization's id is simply not there.</remarks>
public interface IResponseStore
{
    /// <summary>Remembers an object. False if this organization already has one with this id; nothing changes then.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The object is not remembered.</exception>
    ValueTask<bool> TryAddAsync(StoredResponse response, CancellationToken cancellation);

    /// <summary>The organization's object, or null if it has none with this id or it has expired.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer.</exception>
    ValueTask<StoredResponse?> FindAsync(string organization, string id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Forgets the organization's object. False if it has none with this id.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The object may still be remembered.</exception>
    ValueTask<bool> DeleteAsync(string organization, string id, CancellationToken cancellation);
}

/// <summary>An object that a provider keeps for one of our callers.</summary>
/// <param name="Id">The provider's id: <c>resp_…</c>.</param>
/// <param name="Organization">Who owns it.</param>
/// <param name="KeyId">Public id of the key that made it.</param>
/// <param name="Upstream">Id of the upstream that keeps it.</param>
/// <param name="PlaceholderMap">Encrypted by the caller of this store; opaque here. Empty if nothing was replaced.</param>
/// <param name="CreatedAt">In whole microseconds.</param>
/// <param name="ExpiresAt">In whole microseconds; from then on it is not found, and its row is removed with a later addition.</param>
public sealed record StoredResponse(
    string Id,
    string Organization,
    string KeyId,
    string Upstream,
    ReadOnlyMemory<byte> PlaceholderMap,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt);
