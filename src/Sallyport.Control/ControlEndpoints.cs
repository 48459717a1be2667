using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Evidence;
using Sallyport.Control.Evidence.Content;
using Sallyport.Control.Evidence.Exposure;
using Sallyport.Control.Evidence.Report;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Control.Governance;
using Sallyport.Control.Identity;
using Sallyport.Control.Incidents;
using Sallyport.Control.Keys;
using Sallyport.Control.Monitoring;
using Sallyport.Control.Review;

namespace Sallyport.Control;

/// <summary>The admin API. Map it on the admin listener only.</summary>
public static class ControlEndpoints
{
    /// <summary>Maps <c>/admin/v1/…</c> and its description <c>/admin/openapi.json</c>.</summary>
    /// <remarks>The description is behind the token like the rest: nobody without it has a use for it, and one rule without exception is easier to trust.</remarks>
    /// <returns>The group, for conventions that hold for all of it.</returns>
    public static IEndpointConventionBuilder MapControl(this IEndpointRouteBuilder endpoints)
    {
        var admin = endpoints.MapGroup("/admin");
        admin.Guard();
        admin.MapKeys();
        admin.MapAudit();
        admin.MapUsage();
        admin.MapBudgets();
        admin.MapExposure();
        admin.MapReport();
        admin.MapPersons();
        admin.MapContent();
        admin.MapSubjects();
        admin.MapAdmins();
        admin.MapApprovals();
        admin.MapHolds();
        admin.MapRetention();
        admin.MapAuditProofs();
        admin.MapReviews();
        admin.MapStops();
        admin.MapAlerts();
        admin.MapUpstreams();
        admin.MapStatus();
        admin.MapOpenApi("/openapi.json").Needs(AdminPermission.ApiRead);
        return admin;
    }
}
