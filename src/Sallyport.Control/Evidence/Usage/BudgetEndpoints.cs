using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>Budgets and their forecasts over HTTP.</summary>
internal static class BudgetEndpoints
{
    public static void MapBudgets(this RouteGroupBuilder admin) =>
        admin.MapGet("/v1/usage/budgets", ReadAsync).WithTags("Audit").Needs(AdminPermission.UsageRead).WithName("GetBudgets")
            .WithSummary("How each budget of each holder stands in its current window, and when it ends at the pace so far.").Produces<BudgetPage>();

    private static async Task<IResult> ReadAsync(HttpContext context, [FromServices] SnapshotSource snapshots, [FromServices] ILimitStore counters, [FromServices] TimeProvider time)
    {
        var now = time.GetUtcNow();
        return AdminJson.Write(new BudgetPage(now, [.. (await BudgetStanding.ReadAsync(snapshots.Current.Spend, counters, now, context.RequestAborted)).Select(BudgetView.Of)]));
    }
}
