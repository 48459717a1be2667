using Sallyport.Gateway.Configuration;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>Where an exchange may go, in order of preference. Never empty.</summary>
/// <param name="Targets">Eligible upstreams and the model's name there.</param>
internal sealed record RoutePlan(IReadOnlyList<RouteTarget> Targets)
{
    /// <summary>Rule that chose a cheaper model than the client asked for; null if none did.</summary>
    public string? CheaperRule { get; init; }
}

/// <summary>One eligible upstream.</summary>
/// <param name="Upstream">Where.</param>
/// <param name="Model">Name of the model there; null where the request names none.</param>
/// <param name="Dialect">Dialect to speak with it: the client's own wherever the upstream speaks it.</param>
internal sealed record RouteTarget(UpstreamDefinition Upstream, string? Model, DialectId Dialect)
{
    /// <summary>Cap on output tokens to put into a request that has none; null to send it as it is.</summary>
    public long? OutputCap { get; init; }
}
