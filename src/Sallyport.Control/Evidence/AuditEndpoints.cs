using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Evidence;

/// <summary>The record over HTTP: pages for people, a stream for machines.</summary>
internal static class AuditEndpoints
{
    private const int DefaultPage = 100, MaxPage = 1_000;

    public static void MapAudit(this RouteGroupBuilder admin)
    {
        var audit = admin.MapGroup("/v1/audit").WithTags("Audit");
        audit.MapGet("", ListAsync).Needs(AdminPermission.AuditRead).WithName("ListAudit")
            .WithSummary("Leaves as they are hashed, newest first. Query: key_id, exchange_id, from, to, type, decision, limit (1 to 1000), cursor. Recorded as audit.read.").Produces<AuditPage>().ProducesProblem(400);
        audit.MapExports();
        audit.MapGet("/export", ExportAsync).Needs(AdminPermission.AuditExport).WithName("ExportAudit")
            .WithSummary("Every match as newline-delimited JSON, newest first. Query: key_id, exchange_id, from, to, type, decision. Recorded as audit.exported.")
            .Produces<string>(200, "application/x-ndjson").ProducesProblem(400);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] IAuditStore audit, [FromServices] AuditReads reads)
    {
        var reader = new QueryReader(context, "key_id", "exchange_id", "from", "to", "type", "decision", "limit", "cursor");
        var query = Read(reader) with
        {
            Limit = reader.Limit(DefaultPage, MaxPage),
            Before = reader.Value<long>("cursor", t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null, "one that this list gave"),
        };
        if (reader.Problem is { } problem) return AdminJson.Write(problem);

        var entries = await audit.ListAsync(query, context.RequestAborted);
        // Recorded before a byte is shown, and after the list was made, which so does not begin with itself.
        if (await reads.RecordAsync("audit.read", query, AdminGuard.Actor, context.RequestAborted) is { } unrecorded) return AdminJson.Write(unrecorded);
        return Results.Stream(
            async body =>
            {
                await using var json = new Utf8JsonWriter(body);
                json.WriteStartObject();
                json.WriteStartArray("entries");
                foreach (var entry in entries) json.WriteRawValue(entry.Json.Span, skipInputValidation: true); // as hashed
                json.WriteEndArray();
                if (entries.Count == query.Limit) json.WriteString("next_cursor", entries[^1].Sequence.ToString(CultureInfo.InvariantCulture));
                else json.WriteNull("next_cursor");
                json.WriteEndObject();
            },
            "application/json");
    }

    private static async Task<IResult> ExportAsync(HttpContext context, [FromServices] IAuditStore audit, [FromServices] AuditExporter exporter)
    {
        var reader = new QueryReader(context, "key_id", "exchange_id", "from", "to", "type", "decision");
        var query = Read(reader);
        if (reader.Problem is { } problem) return AdminJson.Write(problem);

        context.Response.ContentType = "application/x-ndjson";
        await exporter.ExportAsync(query, context.Response.BodyWriter, AdminGuard.Actor, context.RequestAborted);
        return Results.Empty;
    }

    internal static AuditQuery Read(QueryReader reader) => new(
        reader.Text("key_id"),
        reader.Value<Guid>("exchange_id", t => Guid.TryParse(t, out var id) ? id : null, "a UUID"),
        reader.Time("from"),
        reader.Time("to"),
        reader.Value("type", WordOrNull<AuditEntryType>, Allowed<AuditEntryType>()),
        reader.Value("decision", WordOrNull<Decision>, Allowed<Decision>()));

    private static T? WordOrNull<T>(string word)
        where T : struct, Enum => AuditWords.TryParse<T>(word, out var value) ? value : null;

    private static string Allowed<T>()
        where T : struct, Enum => "one of " + AuditWords.Allowed<T>();
}

/// <summary>One page of the record; docs/audit.md lists the members of a leaf.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<JsonElement> Entries, string? NextCursor);
