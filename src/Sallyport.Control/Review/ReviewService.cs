using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Review;

namespace Sallyport.Control.Review;

/// <summary>The review queue for people: what is open, and what they decide. A decision is recorded before it is made.</summary>
public sealed class ReviewService(IReviewStore reviews, IAuditStore audit, TimeProvider time)
{
    public static Problem NotFound { get; } = new("review_not_found", 404, "No review has this exchange id.");

    public static Problem Closed { get; } = new("review_closed", 409, "Somebody has decided this review already.");

    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public ValueTask<IReadOnlyList<ReviewItem>> ListAsync(ReviewQuery query, CancellationToken cancellation) => reviews.ListAsync(query, cancellation);

    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<ReviewItem>> FindAsync(Guid exchangeId, CancellationToken cancellation) => await reviews.FindAsync(exchangeId, cancellation) is { } item ? item : NotFound;

    /// <summary>Closes an open review.</summary>
    /// <param name="exchangeId">Which.</param>
    /// <param name="state">Confirmed or dismissed.</param>
    /// <param name="actor">Who decides.</param>
    public async ValueTask<Result<ReviewItem>> ResolveAsync(Guid exchangeId, ReviewState state, string actor, CancellationToken cancellation)
    {
        if (state is ReviewState.Open) return Problem.Invalid(["verdict: must be confirmed or dismissed."]);
        var item = await reviews.FindAsync(exchangeId, cancellation);
        if (item is null) return NotFound;
        if (item.State is not ReviewState.Open) return Closed;

        var now = time.GetUtcNow();
        try
        {
            await audit.AppendAsync(
                AuditEntry.OfAction(now, "review." + EnumWords.Of(state)) with
                {
                    KeyId = item.KeyId,
                    Organization = item.Organization,
                    Decision = Decision.Allowed,
                    Target = exchangeId.ToString(),
                    Actor = actor,
                },
                cancellation);
        }
        catch (StoreUnavailableException)
        {
            return Problem.AuditUnavailable;
        }

        if (!await reviews.TryResolveAsync(exchangeId, state, actor, now, cancellation)) return Closed;
        return await FindAsync(exchangeId, cancellation);
    }
}
