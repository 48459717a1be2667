using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>Whether an upstream may get a request at all. Nothing else decides it: no failure, no load and no price makes an upstream eligible.</summary>
internal static class Eligibility
{
    /// <param name="client">Dialect of the client.</param>
    /// <param name="sensitivity">Of the request as it would leave.</param>
    /// <param name="needs">What it asks for beyond plain text.</param>
    /// <param name="keeper">The one upstream that keeps what the request continues; null where routing is free.</param>
    public static bool Holds(RouteTarget target, DialectId client, Caller caller, Sensitivity sensitivity, Capabilities needs, string? keeper)
    {
        var upstream = target.Upstream;
        if (sensitivity > upstream.MaxSensitivity) return false;
        if (keeper is not null && keeper != upstream.Id) return false;
        if (needs.HasFlag(Capabilities.Store) && (!upstream.AllowStore || (target.Dialect != client && client != DialectId.Sallyport))) return false; // nothing may be kept there, or could be found again
        return IsInScope(caller, upstream.Id);
    }

    /// <summary>True if the key's scope holds the upstream.</summary>
    public static bool IsInScope(Caller caller, string upstream) => caller.Key.Scopes.Upstreams is var scope && (scope.Count == 0 || scope.Contains(upstream));
}
