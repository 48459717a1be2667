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
    private static readonly AsyncLocal<AdminIdentity?> Asking = new();

    /// <summary>Name that audit entries give to who is asking. It follows the request, through everything that it awaits.</summary>
    /// <exception cref="InvalidOperationException">No guarded request is being answered.</exception>
    public static string Actor => Identity.Name;

    /// <summary>Who is asking.</summary>
    /// <exception cref="InvalidOperationException">No guarded request is being answered.</exception>
    public static AdminIdentity Identity => Asking.Value ?? throw new InvalidOperationException("Nobody is asking.");

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
        AdminPermission[] needed = [.. builder.Metadata.OfType<PermissionMetadata>().Select(m => m.Permission)];
        if (needed.Length == 0) throw new InvalidOperationException($"The admin route {builder.DisplayName} declares no permission.");
        var inner = builder.RequestDelegate ?? throw new InvalidOperationException($"The admin route {builder.DisplayName} does nothing.");
        builder.RequestDelegate = context => RunAsync(context, needed, inner);
    });

    private static async Task RunAsync(HttpContext context, AdminPermission[] needed, RequestDelegate inner)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var authorization = context.Request.Headers.Authorization;
        try
        {
            if (await context.RequestServices.GetRequiredService<AdminTokens>().AuthenticateAsync(authorization.Count == 1 ? authorization[0] : null, context.RequestAborted) is not { } identity)
            {
                Log.Refused(LoggerOf(context), context.Connection.RemoteIpAddress?.ToString());
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await AdminJson.Write(new Problem("unauthorized", 401, "Send the admin token as Authorization: Bearer.")).ExecuteAsync(context);
                return;
            }

            if (!needed.All(identity.May))
            {
                Log.Forbidden(LoggerOf(context), identity.Name, needed[0]);
                await AdminJson.Write(new Problem("forbidden", 403, $"The role {identity.Role} may not do this.")).ExecuteAsync(context);
                return;
            }

            var ledger = context.RequestServices.GetService<LedgerState>();
            if (ledger is { Condition: not LedgerCondition.Writable } && needed is not [AdminPermission.StatusRead]
                && context.RequestServices.GetRequiredService<SnapshotSource>().Current.Audit.OnFailure is AuditFailure.BlockAll)
            {
                await AdminJson.Write(Problem.AuditBlocked).ExecuteAsync(context);
                return;
            }

            Asking.Value = identity;
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

        [LoggerMessage(20003, LogLevel.Warning, "Admin request of {Name} refused: {Permission} is not among the permissions of the role")]
        public static partial void Forbidden(ILogger logger, string name, AdminPermission permission);

        [LoggerMessage(20002, LogLevel.Error, "Admin request failed: store unavailable")]
        public static partial void StoreUnavailable(ILogger logger, Exception e);
    }
}

/// <summary>What a route needs, in its metadata.</summary>
internal sealed record PermissionMetadata(AdminPermission Permission);
