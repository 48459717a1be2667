using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>Usage and cost over HTTP.</summary>
internal static class UsageEndpoints
{
    public static void MapUsage(this RouteGroupBuilder admin) =>
        admin.MapGet("/v1/usage", QueryAsync).WithTags("Audit").Needs(AdminPermission.UsageRead).WithName("GetUsage")
            .WithSummary($"Requests, tokens, cost and redactions of a period. Query: group_by (comma-separated: {string.Join(", ", UsageDimensions.Groups)}), from, to, limit (1 to 10000), and any of these names but hour and day as a filter. Recorded as usage.read if it concerns single subjects.")
            .Produces<UsageView>().ProducesProblem(400);

    private static async Task<IResult> QueryAsync(HttpContext context, [FromServices] UsageService usage)
    {
        var reader = new QueryReader(context, [.. UsageDimensions.Filters, "group_by", "from", "to", "limit"]);
        var query = new UsageQuery(
            (reader.Text("group_by") ?? "day").Split(',', StringSplitOptions.TrimEntries),
            reader.Time("from"),
            reader.Time("to"),
            UsageDimensions.Filters.Where(f => reader.Text(f) is not null).ToDictionary(f => f, f => reader.Text(f)!, StringComparer.Ordinal),
            reader.Limit(UsageQuery.DefaultLimit, UsageQuery.MaxLimit));
        if (reader.Problem is { } problem) return AdminJson.Write(problem);
        return (await usage.QueryAsync(query, AdminGuard.Actor, context.RequestAborted)).TryGet(out var view, out problem) ? AdminJson.Write(view) : AdminJson.Write(problem);
    }
}
