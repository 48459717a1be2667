using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Control.Http;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Control.Identity;

/// <summary>Stands before every admin route: nothing of a request is read before the token is checked.</summary>
/// <remarks>Wraps the finished request delegate instead of using a filter: filters run after the body was bound.</remarks>
internal static partial class AdminGuard
{
    /// <summary>Name that audit entries give to who holds the admin token.</summary>
    public const string Actor = "admin-token";

    /// <summary>Declares what a route needs.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, AdminPermission permission)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(b => b.Metadata.Add(new PermissionMetadata(permission)));
        return route;
    }

    /// <summary>Guards every route of a group. A route that declares no permission does not start.</summary>
    public static void Guard(this RouteGroupBuilder group) => ((IEndpointConventionBuilder)group).Finally(builder =>
    {
        if (!builder.Metadata.OfType<PermissionMetadata>().Any()) throw new InvalidOperationException($"The admin route {builder.DisplayName} declares no permission.");
        var inner = builder.RequestDelegate ?? throw new InvalidOperationException($"The admin route {builder.DisplayName} does nothing.");
        builder.RequestDelegate = context => RunAsync(context, inner);
    });

    private static async Task RunAsync(HttpContext context, RequestDelegate inner)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var authorization = context.Request.Headers.Authorization;
        if (!context.RequestServices.GetRequiredService<AdminTokens>().Accepts(authorization.Count == 1 ? authorization[0] : null))
        {
            Log.Refused(LoggerOf(context), context.Connection.RemoteIpAddress?.ToString());
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await AdminJson.Write(new Problem("unauthorized", 401, "Send the admin token as Authorization: Bearer.")).ExecuteAsync(context);
            return;
        }

        var ledger = context.RequestServices.GetService<LedgerState>();
        if (ledger is { Condition: not LedgerCondition.Writable } && context.RequestServices.GetRequiredService<SnapshotSource>().Current.Audit.OnFailure is AuditFailure.BlockAll
            && context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>()?.Permission is not AdminPermission.StatusRead)
        {
            await AdminJson.Write(Problem.AuditBlocked).ExecuteAsync(context);
            return;
        }

        try
        {
            await inner(context);
        }
        catch (StoreUnavailableException e) when (!context.Response.HasStarted)
        {
            Log.StoreUnavailable(LoggerOf(context), e);
            await AdminJson.Write(Problem.StoreUnavailable).ExecuteAsync(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await AdminJson.Write(new Problem("invalid_input", e.StatusCode, "The request is malformed or too large.")).ExecuteAsync(context);
        }
    }

    private static ILogger LoggerOf(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Sallyport.Control.Identity.AdminGuard");

    private static partial class Log
    {
        [LoggerMessage(20001, LogLevel.Warning, "Admin request from {Address} refused: no or wrong token")]
        public static partial void Refused(ILogger logger, string? address);

        [LoggerMessage(20002, LogLevel.Error, "Admin request failed: store unavailable")]
        public static partial void StoreUnavailable(ILogger logger, Exception e);
    }
}

/// <summary>What a route needs, in its metadata.</summary>
internal sealed record PermissionMetadata(AdminPermission Permission);
