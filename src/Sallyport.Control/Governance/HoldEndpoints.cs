using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>Holds over HTTP.</summary>
internal static class HoldEndpoints
{
    public static void MapHolds(this RouteGroupBuilder admin)
    {
        var holds = admin.MapGroup("/v1/holds").WithTags("Holds");
        holds.MapGet("", ListAsync).Needs(AdminPermission.HoldsRead).WithName("ListHolds").WithSummary("All holds, oldest first, lifted ones too.").Produces<HoldPage>();
        holds.MapPost("", CreateAsync).Needs(AdminPermission.HoldsWrite).WithName("CreateHold").WithSummary("Keeps records from retention, and a data subject from erasure. Recorded as hold.created.")
            .Accepts<NewHold>("application/json").Produces<HoldView>(201).ProducesProblem(400).ProducesProblem(404);
        holds.MapPost("/{id}/lift", LiftAsync).Needs(AdminPermission.HoldsWrite).WithName("LiftHold").WithSummary("Ends a hold, on an approval of hold.lift. Recorded as hold.lifted.")
            .Accepts<ApprovedAction>("application/json").Produces<HoldView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] HoldService service) =>
        AdminJson.Write(new HoldPage([.. (await service.ListAsync(context.RequestAborted)).Select(HoldView.Of)]));

    private static async Task<IResult> CreateAsync(HttpContext context, [FromServices] HoldService service)
    {
        if (!(await AdminJson.ReadAsync<NewHold>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        return Shown(await service.CreateAsync(input, AdminGuard.Actor, context.RequestAborted), StatusCodes.Status201Created);
    }

    private static async Task<IResult> LiftAsync(string id, HttpContext context, [FromServices] HoldService service)
    {
        if (!(await AdminJson.ReadAsync<ApprovedAction>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        if (input.Approval is not { } approval) return AdminJson.Write(Problem.Invalid(["approval: must be the id of an approval."]));
        return Shown(await service.LiftAsync(id, approval, AdminGuard.Actor, context.RequestAborted), StatusCodes.Status200OK);
    }

    private static IResult Shown(Result<Hold> result, int status) => result.TryGet(out var hold, out var problem) ? AdminJson.Write(HoldView.Of(hold), status) : AdminJson.Write(problem);
}
