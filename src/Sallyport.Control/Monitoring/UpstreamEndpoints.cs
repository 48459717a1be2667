using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Gateway.Routing.Health;

namespace Sallyport.Control.Monitoring;

/// <summary>How the upstreams fare, as this node knows it.</summary>
internal static class UpstreamEndpoints
{
    public static void MapUpstreams(this RouteGroupBuilder admin) => admin
        .MapGet("/v1/upstreams", ([FromServices] UpstreamHealthReport report) => AdminJson.Write(new UpstreamPage(report.Read())))
        .Needs(AdminPermission.StatusRead).WithTags("Status").WithName("ListUpstreams").WithSummary("Configured upstreams and how each of them fares on this node: breakers, latency, credentials that are left aside.").Produces<UpstreamPage>();
}

/// <summary>All upstreams of the configuration in force.</summary>
public sealed record UpstreamPage(IReadOnlyList<UpstreamReading> Items);
