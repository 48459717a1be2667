using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Routing.Health;

/// <summary>Tells people how upstreams fare. No addresses and no credentials: the configuration has them.</summary>
public sealed class UpstreamHealthReport
{
    private readonly SnapshotSource _snapshots;
    private readonly HealthBoard _board;

    internal UpstreamHealthReport(SnapshotSource snapshots, HealthBoard board) => (_snapshots, _board) = (snapshots, board);

    /// <summary>Every configured upstream, by name.</summary>
    public IReadOnlyList<UpstreamReading> Read() => [.. _snapshots.Current.Upstreams.Values.OrderBy(u => u.Id, StringComparer.Ordinal).Select(Of)];

    private UpstreamReading Of(UpstreamDefinition upstream)
    {
        var health = _board.Of(upstream);
        var credentials = Math.Max(1, upstream.Credentials.Count);
        var models = health.Models.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new ModelReading(
            m.Key,
            EnumWords.Of(m.Value.Breaker.State),
            RetryIn(m.Value.Breaker),
            m.Value.Latency is { } seconds ? (int)Math.Round(seconds * 1_000) : null,
            Enumerable.Range(0, credentials).Count(m.Value.IsAside)));
        return new UpstreamReading(upstream.Id, ProviderNames.NameOf(upstream.Provider), EnumWords.Of(health.Reach.State), RetryIn(health.Reach), credentials, [.. models]);
    }

    private static int? RetryIn(Breaker breaker) => breaker.State is BreakerState.Open ? (int)Math.Ceiling(breaker.Wait.TotalSeconds) : null;
}

/// <summary>One upstream.</summary>
/// <param name="Name">In the configuration.</param>
/// <param name="Breaker">Of the upstream as a whole: closed, trying or open.</param>
/// <param name="RetryInSeconds">When the next request may try; null unless it is open.</param>
/// <param name="Credentials">How many it has; 1 also for one without.</param>
/// <param name="Models">Those that were asked for since the start, at most 64.</param>
public sealed record UpstreamReading(string Name, string Provider, string Breaker, int? RetryInSeconds, int Credentials, IReadOnlyList<ModelReading> Models);

/// <summary>One model at an upstream.</summary>
/// <param name="Model">Its name there.</param>
/// <param name="FirstByteMs">Time to the first byte of late, in milliseconds; null if it has not answered.</param>
/// <param name="CredentialsAside">Credentials that are out of their rate or refused.</param>
public sealed record ModelReading(string Model, string Breaker, int? RetryInSeconds, int? FirstByteMs, int CredentialsAside);
