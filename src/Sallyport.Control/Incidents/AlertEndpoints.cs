using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Alerts;

namespace Sallyport.Control.Incidents;

/// <summary>Alerts and their deliveries over HTTP.</summary>
internal static class AlertEndpoints
{
    private const int DefaultLimit = 100, MaxLimit = 1_000;

    public static void MapAlerts(this RouteGroupBuilder admin) =>
        admin.MapGet("/v1/alerts", ListAsync).WithTags("Stops").Needs(AdminPermission.AlertsRead).WithName("ListAlerts")
            .WithSummary("Alerts that were raised, the newest first, and where each of them went. Query: limit (1 to 1000).").Produces<AlertPage>().ProducesProblem(400);

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] IAlertStore alerts)
    {
        var reader = new QueryReader(context, ["limit"]);
        var limit = reader.Limit(DefaultLimit, MaxLimit);
        if (reader.Problem is { } problem) return AdminJson.Write(problem);
        return AdminJson.Write(new AlertPage([.. (await alerts.ListAsync(limit, context.RequestAborted)).Select(AlertView.Of)]));
    }
}
