using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Control.Governance;

/// <summary>Retention over HTTP.</summary>
internal static class RetentionEndpoints
{
    public static void MapRetention(this RouteGroupBuilder admin)
    {
        admin.MapGet("/v1/retention", PlanAsync).WithTags("Retention").Needs(AdminPermission.ApprovalsRead).WithName("PlanPruning")
            .WithSummary("How many leaves would go. Query: before (required).").Produces<PruneView>().ProducesProblem(400);
        admin.MapPost("/v1/audit/prune", PruneAsync).WithTags("Retention").Needs(AdminPermission.AuditPrune).WithName("PruneAudit")
            .WithSummary("Takes bodies of old leaves away, on an approval of audit.prune for the same time. Recorded as audit.pruned, range by range.")
            .Accepts<PruneInput>("application/json").Produces<PruneView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> PlanAsync(HttpContext context, [FromServices] RetentionService service, [FromServices] SnapshotSource snapshots)
    {
        var query = new QueryReader(context, "before");
        var before = query.Time("before");
        if (query.Problem is { } problem) return AdminJson.Write(problem);
        if (before is null) return AdminJson.Write(Problem.Invalid(["before: must be a time such as 2026-03-01T12:00:00Z."]));
        return Shown(await service.PlanAsync(before.Value, snapshots.Current.Audit.Retention, context.RequestAborted));
    }

    private static async Task<IResult> PruneAsync(HttpContext context, [FromServices] RetentionService service, [FromServices] SnapshotSource snapshots)
    {
        if (!(await AdminJson.ReadAsync<PruneInput>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        if (input is not { Before: { } before, Approval: { } approval }) return AdminJson.Write(Problem.Invalid(["before, approval: both must be given."]));
        // An approval is good for one run, so a caller who hangs up does not end it.
        return Shown(await service.PruneAsync(before, approval, snapshots.Current.Audit.Retention, AdminGuard.Actor, CancellationToken.None));
    }

    private static IResult Shown(Result<PruneView> result) => result.TryGet(out var view, out var problem) ? AdminJson.Write(view) : AdminJson.Write(problem);
}
