using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;

namespace Sallyport.Control.Evidence.Report;

/// <summary>The four questions over HTTP. Names stay sealed here; the command line opens them.</summary>
internal static class ReportEndpoints
{
    public static void MapReport(this RouteGroupBuilder admin) =>
        admin.MapGet("/v1/audit/report", AskAsync).WithTags("Audit").Needs(AdminPermission.AuditRead).WithName("GetAuditReport")
            .WithSummary("Who had access to a key, how much was sent, was it unusual, was the policy enforced. Query: key, from, to, proofs (0 to 1000). Recorded as audit.reported.")
            .Produces<ReportView>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> AskAsync(HttpContext context, [FromServices] ReportService reports)
    {
        var reader = new QueryReader(context, "key", "from", "to", "proofs");
        var proofs = reader.Value<int>("proofs", t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, "a whole number");
        var query = new ReportQuery(reader.Text("key") ?? "", reader.Time("from"), reader.Time("to"), Proofs: proofs ?? ReportQuery.DefaultProofs);
        if (reader.Problem is { } problem) return AdminJson.Write(problem);
        if (query.Key.Length == 0) return AdminJson.Write(Problem.Invalid(["key: is required."]));
        return (await reports.AskAsync(query, AdminGuard.Actor, context.RequestAborted)).TryGet(out var view, out problem) ? AdminJson.Write(view) : AdminJson.Write(problem);
    }
}
