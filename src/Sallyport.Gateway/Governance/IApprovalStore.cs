namespace Sallyport.Gateway.Governance;

/// <summary>Keeps approvals. Every call may throw <see cref="Authentication.StoreUnavailableException"/>.</summary>
/// <remarks>The rules of two people, one use and one day are conditions of the statements, so that no race gets around them.</remarks>
public interface IApprovalStore
{
    /// <summary>The newest first.</summary>
    /// <param name="most">1 to 1,000.</param>
    ValueTask<IReadOnlyList<Approval>> ListAsync(int most, CancellationToken cancellation);

    ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellation);

    /// <returns>False if the id is taken.</returns>
    ValueTask<bool> TryAddAsync(Approval approval, CancellationToken cancellation);

    /// <returns>False if it is not there, was requested by the same name, is approved already, or has expired.</returns>
    ValueTask<bool> TryApproveAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellation);

    /// <returns>False if it is not there, not approved, used already, has expired, or is for something else.</returns>
    ValueTask<bool> TryUseAsync(Guid id, ReadOnlyMemory<byte> digest, DateTimeOffset at, CancellationToken cancellation);
}
