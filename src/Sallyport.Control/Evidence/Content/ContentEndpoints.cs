using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;

namespace Sallyport.Control.Evidence.Content;

/// <summary>Kept texts over HTTP. A body and not a query carries the reason, so that it is in no log of a proxy.</summary>
internal static class ContentEndpoints
{
    private static readonly Problem NotAPerson = new("named_admin_needed", 403, "The record must say who reads: use the token of a named administrator. Make one with: sallyport admins create NAME --role auditor");

    public static void MapContent(this RouteGroupBuilder admin) => admin.MapPost("/v1/audit/content/{seq}", ReadAsync).WithTags("Audit").Needs(AdminPermission.ContentRead).WithName("ReadContent")
        .WithSummary("The texts of an exchange that audit.capture has kept, masked. Needs a named administrator and a reason. Recorded as content.read, before anything is shown.")
        .Accepts<ContentInput>("application/json").Produces<ContentView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> ReadAsync(HttpContext context, string seq, [FromServices] ContentService service)
    {
        if (!AdminGuard.Identity.IsPerson) return AdminJson.Write(NotAPerson);
        if (!long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return AdminJson.Write(Problem.Invalid(["seq: must be a number, the x-audit-seq of an answer."]));
        if (!(await AdminJson.ReadAsync<ContentInput>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        return (await service.ReadAsync(sequence, input.Reason, AdminGuard.Actor, context.RequestAborted)).TryGet(out var view, out problem) ? AdminJson.Write(view) : AdminJson.Write(problem);
    }
}
