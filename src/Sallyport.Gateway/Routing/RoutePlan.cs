using Sallyport.Gateway.Configuration;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>Where an exchange may go, in order of preference. Never empty.</summary>
/// <param name="Targets">Eligible upstreams and the model's name there.</param>
internal sealed record RoutePlan(IReadOnlyList<RouteTarget> Targets)
{
    /// <summary>Rule that chose a cheaper model than the client asked for; null if none did.</summary>
    public string? CheaperRule { get; init; }

    /// <summary>Eligible upstreams that are left out because they fail now.</summary>
    public IReadOnlyList<RouteTarget> Failing { get; init; } = [];

    /// <summary>Silence after which a second target is asked as well; null for never.</summary>
    public TimeSpan? HedgeAfter { get; init; }
}

/// <summary>One eligible upstream.</summary>
/// <param name="Upstream">Where.</param>
/// <param name="Model">Name of the model there; null where the request names none.</param>
/// <param name="Dialect">Dialect to speak with it: the client's own wherever the upstream speaks it.</param>
internal sealed record RouteTarget(UpstreamDefinition Upstream, string? Model, DialectId Dialect)
{
    /// <summary>Cap on output tokens to put into a request that has none; null to send it as it is.</summary>
    public long? OutputCap { get; init; }

    /// <summary>Name of the declared model that led here, if it is not the one that was asked for; a switch on either stops it.</summary>
    public string? Declared { get; init; }

    /// <summary>Share of the conversations where targets are weighted.</summary>
    public int Weight { get; init; } = 1;
}
