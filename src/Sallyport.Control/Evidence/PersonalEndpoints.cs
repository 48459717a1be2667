using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Evidence;

/// <summary>The persons behind the record: a route and a permission of its own, so that reading the record never means reading who.</summary>
internal static class PersonalEndpoints
{
    private const int DefaultPage = 100, MaxPage = 1_000;

    public static void MapPersons(this RouteGroupBuilder admin) => admin.MapGet("/v1/audit/persons", ListAsync).WithTags("Audit").Needs(AdminPermission.AuditPersonal).WithName("ListAuditPersons")
        .WithSummary("User and address of leaves, by sequence number; \"[erased]\" where the subject was erased. Query as for the record itself. Recorded as audit.personal_read.").Produces<PersonPage>().ProducesProblem(400);

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] IAuditStore audit, [FromServices] PersonReader persons, [FromServices] AuditReads reads)
    {
        var reader = new QueryReader(context, "key_id", "exchange_id", "from", "to", "type", "decision", "limit", "cursor");
        var query = AuditEndpoints.Read(reader) with
        {
            Limit = reader.Limit(DefaultPage, MaxPage),
            Before = reader.Value<long>("cursor", t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null, "one that this list gave"),
        };
        if (reader.Problem is { } problem) return AdminJson.Write(problem);
        if (await reads.RecordAsync("audit.personal_read", query, AdminGuard.Actor, context.RequestAborted) is { } unrecorded) return AdminJson.Write(unrecorded);
        var leaves = await audit.ListAsync(query, context.RequestAborted);
        var opened = await persons.OpenAsync(leaves, context.RequestAborted);
        return AdminJson.Write(new PersonPage(
            opened.ToDictionary(p => p.Key.ToString(CultureInfo.InvariantCulture), p => p.Value, StringComparer.Ordinal),
            leaves.Count == query.Limit ? leaves[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null));
    }
}
