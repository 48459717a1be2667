using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Evidence;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;

namespace Sallyport.Control.Governance;

/// <summary>Data subjects over HTTP.</summary>
/// <remarks>A name holds slashes, so it is asked for in the query and erased in a body, never put into a path.</remarks>
internal static class SubjectEndpoints
{
    private const int DefaultPage = 100, MaxPage = 1_000;

    public static void MapSubjects(this RouteGroupBuilder admin)
    {
        var subjects = admin.MapGroup("/v1/subjects").WithTags("Subjects");
        subjects.MapGet("", ListAsync).Needs(AdminPermission.SubjectsRead).WithName("ListSubjects")
            .WithSummary("Data subjects by name. Query: subject (a name or a reference), limit (1 to 1000), cursor. Recorded as subjects.read.").Produces<SubjectPage>().ProducesProblem(400).ProducesProblem(404);
        subjects.MapPost("/erase", EraseAsync).Needs(AdminPermission.SubjectsErase).WithName("EraseSubject")
            .WithSummary("Destroys a subject's key, so that nothing sealed under it can be opened again, and revokes the person's virtual keys. Recorded as subject.erased.")
            .Accepts<ErasureInput>("application/json").Produces<ErasureView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] SubjectService service, [FromServices] AuditReads reads)
    {
        var query = new QueryReader(context, "subject", "limit", "cursor");
        var limit = query.Limit(DefaultPage, MaxPage);
        if (query.Problem is { } problem) return AdminJson.Write(problem);
        if (await reads.RecordAsync("subjects.read", null, AdminGuard.Actor, context.RequestAborted) is { } unrecorded) return AdminJson.Write(unrecorded);
        if (query.Text("subject") is { } wanted)
            return (await service.FindAsync(wanted, context.RequestAborted)).TryGet(out var one, out var missing) ? AdminJson.Write(new SubjectPage([one], null)) : AdminJson.Write(missing);
        var found = await service.ListAsync(query.Text("cursor"), limit, context.RequestAborted);
        return AdminJson.Write(new SubjectPage([.. found.Select(s => SubjectView.Of(s))], found.Count == limit ? found[^1].Name : null));
    }

    private static async Task<IResult> EraseAsync(HttpContext context, [FromServices] SubjectService service)
    {
        if (!(await AdminJson.ReadAsync<ErasureInput>(context)).TryGet(out var input, out var problem)) return AdminJson.Write(problem);
        if (string.IsNullOrEmpty(input.Subject)) return AdminJson.Write(Problem.Invalid(["subject: must be a name such as user:acme/ada, or a reference."]));
        return (await service.EraseAsync(input.Subject, AdminGuard.Actor, context.RequestAborted)).TryGet(out var erased, out problem) ? AdminJson.Write(erased) : AdminJson.Write(problem);
    }
}
