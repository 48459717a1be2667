using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;

namespace Sallyport.Control.Monitoring;

/// <summary>What the gateway knows about itself.</summary>
internal static class StatusEndpoints
{
    private static readonly string Version = typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static void MapStatus(this RouteGroupBuilder admin) => admin
        .MapGet("/v1/status", ([FromServices] IEnumerable<IStatusSource> sources, [FromServices] TimeProvider time) =>
            AdminJson.Write(new Status(Version, time.GetUtcNow(), sources.ToDictionary(s => s.Section, s => s.Read(), StringComparer.Ordinal))))
        .Needs(AdminPermission.StatusRead).WithTags("Status").WithName("GetStatus").WithSummary("Version, time, and one section for each part of the gateway.").Produces<Status>();
}

/// <summary>What the gateway knows about itself.</summary>
/// <param name="Sections">By name; each part decides what it shows.</param>
public sealed record Status(string Version, DateTimeOffset Time, IReadOnlyDictionary<string, JsonNode> Sections);
