using Sallyport.Gateway.Audit;

namespace Sallyport.Gateway.Review;

/// <summary>What became of a review. Numbers are frozen: they are stored.</summary>
public enum ReviewState
{
    Open = 1,

    /// <summary>Somebody looked and agrees: something was wrong with the exchange.</summary>
    Confirmed = 2,

    /// <summary>Somebody looked and found nothing wrong.</summary>
    Dismissed = 3,
}

/// <summary>An exchange that somebody should look at. Holds ids, counts and decisions; never content.</summary>
/// <param name="ExchangeId">UUIDv7: the record says the rest under the same id.</param>
/// <param name="At">When the exchange ended, in whole microseconds.</param>
/// <param name="Organization">Whose it was.</param>
/// <param name="KeyId">Public id of the key.</param>
/// <param name="Endpoint">What was asked for, in snake case.</param>
/// <param name="Model">Model that answered, or that was asked for.</param>
/// <param name="Decision">What became of the exchange.</param>
/// <param name="Findings">What was found and done.</param>
/// <param name="State">Open until somebody has looked.</param>
/// <param name="ResolvedBy">Who has looked.</param>
/// <param name="ResolvedAt">When, in whole microseconds.</param>
public sealed record ReviewItem(
    Guid ExchangeId,
    DateTimeOffset At,
    string Organization,
    string KeyId,
    string Endpoint,
    string? Model,
    Decision Decision,
    IReadOnlyList<FindingCount> Findings,
    ReviewState State = ReviewState.Open,
    string? ResolvedBy = null,
    DateTimeOffset? ResolvedAt = null);

/// <summary>Which reviews to list. Null means any.</summary>
/// <param name="Before">Only exchanges with a smaller id, which are older: the cursor of the next page.</param>
/// <param name="Limit">Most items to return, 1 to 1,000.</param>
public sealed record ReviewQuery(ReviewState? State = null, string? KeyId = null, Guid? Before = null, int Limit = 100);
