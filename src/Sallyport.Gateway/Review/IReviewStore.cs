namespace Sallyport.Gateway.Review;

/// <summary>Keeps exchanges that somebody should look at. Bounded: items older than <see cref="KeptFor"/> leave with a later addition.</summary>
public interface IReviewStore
{
    /// <summary>How long an item is kept, looked at or not: as long as the record must be at least.</summary>
    static TimeSpan KeptFor { get; } = TimeSpan.FromDays(400);

    /// <summary>Adds an item. False if the exchange has one already; nothing changes then.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The item was not added.</exception>
    ValueTask<bool> TryAddAsync(ReviewItem item, CancellationToken cancellation);

    /// <summary>Items that match, newest first.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer.</exception>
    ValueTask<IReadOnlyList<ReviewItem>> ListAsync(ReviewQuery query, CancellationToken cancellation);

    /// <summary>The item of an exchange, or null.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store gave no answer.</exception>
    ValueTask<ReviewItem?> FindAsync(Guid exchangeId, CancellationToken cancellation);

    /// <summary>Closes an open item. False if there is none; what somebody has decided is not decided again.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">Nothing is known to have changed.</exception>
    ValueTask<bool> TryResolveAsync(Guid exchangeId, ReviewState state, string by, DateTimeOffset at, CancellationToken cancellation);
}
