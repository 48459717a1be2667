namespace Sallyport.Gateway.Governance;

/// <summary>Keeps named administrators. Every call may throw <see cref="Authentication.StoreUnavailableException"/>.</summary>
public interface IAdminStore
{
    /// <summary>All of them, revoked ones too, by name.</summary>
    ValueTask<IReadOnlyList<Administrator>> ListAsync(CancellationToken cancellation);

    /// <summary>Whose token this is; null if nobody's, or if it was revoked.</summary>
    ValueTask<Administrator?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation);

    /// <returns>False if the name is or was somebody's.</returns>
    ValueTask<bool> TryAddAsync(Administrator administrator, CancellationToken cancellation);

    /// <returns>False if nobody of this name has a token that counts.</returns>
    ValueTask<bool> TryRevokeAsync(string name, DateTimeOffset at, CancellationToken cancellation);
}
