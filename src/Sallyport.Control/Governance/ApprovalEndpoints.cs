using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>Approvals over HTTP: the only way to give one, since here everybody has a token of their own.</summary>
internal static class ApprovalEndpoints
{
    private const int Most = 200;

    public static void MapApprovals(this RouteGroupBuilder admin)
    {
        var approvals = admin.MapGroup("/v1/approvals").WithTags("Approvals");
        approvals.MapGet("", ListAsync).Needs(AdminPermission.ApprovalsRead).WithName("ListApprovals").WithSummary("The newest 200 approvals, asked for, granted, used and expired.").Produces<ApprovalPage>();
        approvals.MapPost("", RequestAsync).Needs(AdminPermission.ApprovalsRequest).WithName("RequestApproval").WithSummary("Asks for what needs two people. Recorded as approval.requested.")
            .Accepts<NewApproval>("application/json").Produces<ApprovalView>(201).ProducesProblem(400).ProducesProblem(403);
        approvals.MapPost("/{id}/approve", ApproveAsync).Needs(AdminPermission.ApprovalsApprove).WithName("GrantApproval").WithSummary("Agrees to what somebody else asked for. Recorded as approval.granted.")
            .Produces<ApprovalView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] ApprovalService service, [FromServices] TimeProvider time) =>
        AdminJson.Write(new ApprovalPage([.. (await service.ListAsync(Most, context.RequestAborted)).Select(a => ApprovalView.Of(a, time.GetUtcNow()))]));

    private static async Task<IResult> RequestAsync(HttpContext context, [FromServices] ApprovalService service, [FromServices] TimeProvider time)
    {
        if (!(await AdminJson.ReadAsync<NewApproval>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        var errors = new List<string>();
        if (ApprovalRequest.Of(input, errors) is not { } request) return AdminJson.Write(Problem.Invalid(errors));
        return Shown(await service.RequestAsync(request, input.Reason, AdminGuard.Identity, context.RequestAborted), time, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ApproveAsync(string id, HttpContext context, [FromServices] ApprovalService service, [FromServices] TimeProvider time) =>
        Guid.TryParse(id, out var approval) ? Shown(await service.ApproveAsync(approval, AdminGuard.Identity, context.RequestAborted), time, StatusCodes.Status200OK) : AdminJson.Write(ApprovalService.NotFound);

    private static IResult Shown(Result<Approval> result, TimeProvider time, int status) =>
        result.TryGet(out var approval, out var problem) ? AdminJson.Write(ApprovalView.Of(approval, time.GetUtcNow()), status) : AdminJson.Write(problem);
}
