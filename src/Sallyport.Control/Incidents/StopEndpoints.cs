using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Admission.Stops;

namespace Sallyport.Control.Incidents;

/// <summary>The kill switch over HTTP.</summary>
internal static class StopEndpoints
{
    public static void MapStops(this RouteGroupBuilder admin)
    {
        var stops = admin.MapGroup("/v1/stops").WithTags("Stops");
        stops.MapGet("", ListAsync).Needs(AdminPermission.StopsRead).WithName("ListStops").WithSummary("What is stopped, oldest first.").Produces<StopPage>();
        stops.MapPost("", SetAsync).Needs(AdminPermission.StopsWrite).WithName("SetStop").WithSummary("Stops a key, user, team, application, organization, model, upstream, or everything, on all nodes. Recorded as switch.set.")
            .Accepts<NewStop>("application/json").Produces<StopView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        stops.MapPost("/lift", LiftAsync).Needs(AdminPermission.StopsWrite).WithName("LiftStop").WithSummary("Lets a share of exchanges through again, or all of them. Recorded as switch.lifted.")
            .Accepts<StopLift>("application/json").Produces<StopView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] StopService service) =>
        AdminJson.Write(new StopPage([.. (await service.ListAsync(context.RequestAborted)).Select(StopView.Of)]));

    private static async Task<IResult> SetAsync(HttpContext context, [FromServices] StopService service)
    {
        if (!(await AdminJson.ReadAsync<NewStop>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        return Shown(await service.SetAsync(input, AdminGuard.Actor, context.RequestAborted));
    }

    private static async Task<IResult> LiftAsync(HttpContext context, [FromServices] StopService service)
    {
        if (!(await AdminJson.ReadAsync<StopLift>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        return Shown(await service.LiftAsync(input, AdminGuard.Actor, context.RequestAborted));
    }

    private static IResult Shown(Result<StopSwitch> result) => result.TryGet(out var stop, out var problem) ? AdminJson.Write(StopView.Of(stop)) : AdminJson.Write(problem);
}
