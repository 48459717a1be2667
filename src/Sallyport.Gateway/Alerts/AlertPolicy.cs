using System.Collections.Frozen;

namespace Sallyport.Gateway.Alerts;

/// <summary>Compiled <c>alerts</c>.</summary>
/// <param name="Contact">Whom clients are told to ask when a budget has stopped them.</param>
/// <param name="Channels">By name.</param>
public sealed record AlertPolicy(string Contact, FrozenDictionary<string, AlertChannel> Channels)
{
    public static AlertPolicy None { get; } = new("the operator of this gateway", FrozenDictionary<string, AlertChannel>.Empty);
}
