using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;

namespace Sallyport.Control.Evidence.Exposure;

/// <summary>Scope of exposure over HTTP.</summary>
internal static class ExposureEndpoints
{
    public static void MapExposure(this RouteGroupBuilder admin) =>
        admin.MapGet("/v1/audit/exposure", AskAsync).WithTags("Audit").Needs(AdminPermission.AuditRead).WithName("GetExposure")
            .WithSummary("Scope of exposure of a key, person, model, provider, upstream, policy version or period. Query: key, user, model, provider, upstream, policy, from, to, limit (0 to 10000), proofs (0 to 1000). Recorded as audit.reported.")
            .Produces<ExposureView>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> AskAsync(HttpContext context, [FromServices] ExposureService exposure)
    {
        var reader = new QueryReader(context, "key", "user", "model", "provider", "upstream", "policy", "from", "to", "limit", "proofs");
        var query = new ExposureQuery(reader.Text("key"), reader.Text("user"), reader.Text("model"), reader.Text("provider"), reader.Text("upstream"), reader.Text("policy"), reader.Time("from"), reader.Time("to"), Number("limit") ?? ExposureQuery.DefaultList, Number("proofs") ?? 0);
        if (reader.Problem is { } problem) return AdminJson.Write(problem);
        return (await exposure.AskAsync(query, AdminGuard.Actor, context.RequestAborted)).TryGet(out var view, out problem) ? AdminJson.Write(view) : AdminJson.Write(problem);

        int? Number(string name) => reader.Value<int>(name, t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, "a whole number");
    }
}
