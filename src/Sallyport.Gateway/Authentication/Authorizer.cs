using System.Numerics;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;

namespace Sallyport.Gateway.Authentication;

/// <summary>Compares what a request asks for with the scopes of its key.</summary>
internal static class Authorizer
{
    /// <returns>Null, or 403 <c>endpoint_not_allowed</c>.</returns>
    public static Rejection? CheckEndpoint(Caller caller, EndpointGroups group) => (caller.Key.Scopes.Endpoints & group) == group ? null : Rejection.EndpointNotAllowed;

    /// <returns>Null, or 403 <c>capability_not_allowed</c> that names the first capability missing.</returns>
    public static Rejection? CheckCapabilities(Caller caller, Capabilities needs)
    {
        var missing = needs & ~caller.Key.Scopes.Capabilities;
        return missing == Capabilities.None ? null : Rejection.CapabilityNotAllowed(EnumWords.Of((Capabilities)(1 << BitOperations.TrailingZeroCount((int)missing))));
    }
}
