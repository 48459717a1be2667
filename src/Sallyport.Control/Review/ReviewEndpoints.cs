using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Evidence;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Review;

namespace Sallyport.Control.Review;

/// <summary>The review queue over HTTP.</summary>
internal static class ReviewEndpoints
{
    private const int DefaultPage = 50, MaxPage = 200;

    public static void MapReviews(this RouteGroupBuilder admin)
    {
        var reviews = admin.MapGroup("/v1/reviews").WithTags("Reviews");
        reviews.MapGet("", ListAsync).Needs(AdminPermission.ReviewsRead).WithName("ListReviews").WithSummary("Exchanges to look at, newest first, without content. Query: state, key_id, limit (1 to 200), cursor.").Produces<ReviewPage>().ProducesProblem(400);
        reviews.MapGet("/{exchangeId}", FindAsync).Needs(AdminPermission.ReviewsRead).WithName("GetReview").WithSummary("One exchange to look at.").Produces<ReviewView>().ProducesProblem(404);
        reviews.MapPost("/{exchangeId}/resolve", ResolveAsync).Needs(AdminPermission.ReviewsWrite).WithName("ResolveReview").WithSummary("Closes an open review: confirmed or dismissed. Recorded as review.confirmed or review.dismissed.")
            .Accepts<ReviewVerdict>("application/json").Produces<ReviewView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] ReviewService service)
    {
        var reader = new QueryReader(context, "state", "key_id", "limit", "cursor");
        var query = new ReviewQuery(
            reader.Value("state", static t => AuditWords.TryParse<ReviewState>(t, out var state) ? state : (ReviewState?)null, "one of " + AuditWords.Allowed<ReviewState>()),
            reader.Text("key_id"),
            reader.Value("cursor", static t => Guid.TryParse(t, out var id) ? id : (Guid?)null, "one that this list gave"),
            reader.Limit(DefaultPage, MaxPage));
        if (reader.Problem is { } problem) return AdminJson.Write(problem);
        var items = await service.ListAsync(query, context.RequestAborted);
        return AdminJson.Write(new ReviewPage([.. items.Select(ReviewView.Of)], items.Count == query.Limit ? items[^1].ExchangeId.ToString() : null));
    }

    private static async Task<IResult> FindAsync(string exchangeId, HttpContext context, [FromServices] ReviewService service) =>
        Guid.TryParse(exchangeId, out var id) ? Shown(await service.FindAsync(id, context.RequestAborted)) : AdminJson.Write(ReviewService.NotFound);

    private static async Task<IResult> ResolveAsync(string exchangeId, HttpContext context, [FromServices] ReviewService service)
    {
        if (!(await AdminJson.ReadAsync<ReviewVerdict>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        var state = AuditWords.TryParse<ReviewState>(input.Verdict, out var word) ? word : ReviewState.Open;
        if (!Guid.TryParse(exchangeId, out var id)) return AdminJson.Write(ReviewService.NotFound);
        return Shown(await service.ResolveAsync(id, state, AdminGuard.Actor, context.RequestAborted));
    }

    private static IResult Shown(Result<ReviewItem> result) => result.TryGet(out var item, out var problem) ? AdminJson.Write(ReviewView.Of(item)) : AdminJson.Write(problem);
}
