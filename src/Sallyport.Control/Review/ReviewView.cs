using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Review;

namespace Sallyport.Control.Review;

/// <summary>A review as the admin API shows it.</summary>
public sealed record ReviewView(
    Guid ExchangeId,
    DateTimeOffset At,
    string Organization,
    string KeyId,
    string Endpoint,
    string? Model,
    string Decision,
    IReadOnlyList<FindingCount> Findings,
    string State,
    string? ResolvedBy,
    DateTimeOffset? ResolvedAt)
{
    public static ReviewView Of(ReviewItem item) =>
        new(item.ExchangeId, item.At, item.Organization, item.KeyId, item.Endpoint, item.Model, EnumWords.Of(item.Decision), item.Findings, EnumWords.Of(item.State), item.ResolvedBy, item.ResolvedAt);
}

/// <summary>One page of reviews.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record ReviewPage(IReadOnlyList<ReviewView> Reviews, string? NextCursor);

/// <summary>What somebody decides.</summary>
public sealed record ReviewVerdict
{
    /// <summary><c>confirmed</c> or <c>dismissed</c>.</summary>
    public required string Verdict { get; init; }
}
