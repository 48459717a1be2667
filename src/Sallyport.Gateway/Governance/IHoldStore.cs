namespace Sallyport.Gateway.Governance;

/// <summary>Keeps holds, lifted ones too. Every call may throw <see cref="Authentication.StoreUnavailableException"/>.</summary>
public interface IHoldStore
{
    /// <summary>All of them, oldest first.</summary>
    ValueTask<IReadOnlyList<Hold>> ListAsync(CancellationToken cancellation);

    /// <returns>False if the id is taken.</returns>
    ValueTask<bool> TryAddAsync(Hold hold, CancellationToken cancellation);

    /// <returns>False if there is none with this id that still holds.</returns>
    ValueTask<bool> TryLiftAsync(string id, string by, DateTimeOffset at, CancellationToken cancellation);
}
