using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Control.Evidence;

/// <summary>How the exports of the record stand.</summary>
internal static class ExportEndpoints
{
    public static void MapExports(this RouteGroupBuilder audit) => audit
        .MapGet("/exports", ([FromServices] AuditExportService exports) => AdminJson.Write(new ExportList(exports.Read())))
        .Needs(AdminPermission.StatusRead).WithName("ListAuditExports")
        .WithSummary("Each export with its state (ok, behind, failing, standby, starting), cursor, lag and last fault. Holds no record.").Produces<ExportList>();
}

/// <summary>All configured exports, by name.</summary>
public sealed record ExportList(IReadOnlyList<ExportStatus> Exports);
