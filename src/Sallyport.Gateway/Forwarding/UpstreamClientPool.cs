using System.Collections.Concurrent;
using System.Net;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.SignIn;

namespace Sallyport.Gateway.Forwarding;

/// <summary>A client for each upstream definition; connections and tokens survive a reload that leaves alone what they depend on.</summary>
internal sealed class UpstreamClientPool(TimeProvider time) : IDisposable
{
    // By reference: an exchange keeps its snapshot, so the same definition object comes back for as long as the snapshot lives.
    private readonly ConcurrentDictionary<UpstreamDefinition, UpstreamClient> _clients = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();

    public NameResolver Resolver { get; set; } = Dns.GetHostAddressesAsync;

    public TimeSpan ConnectionLifetime { get; set; } = PooledConnections.DefaultLifetime;

    /// <summary>The client of a definition, its connections held; the caller releases them.</summary>
    public UpstreamClient Hold(UpstreamDefinition definition)
    {
        while (true)
        {
            if (_clients.TryGetValue(definition, out var client) && client.Connections.TryHold()) return client;
            Add(definition);
        }
    }

    /// <summary>Lets go of every upstream that is not in a new snapshot. Exchanges under way end undisturbed.</summary>
    public void KeepOnly(IEnumerable<UpstreamDefinition> definitions)
    {
        lock (_lock)
        {
            var kept = definitions.ToHashSet<UpstreamDefinition>(ReferenceEqualityComparer.Instance);
            foreach (var definition in kept) AddLocked(definition); // before the old ones go, so that shared connections stay open
            var before = _clients.Values.SelectMany(Owned).ToHashSet();
            foreach (var definition in _clients.Keys)
            {
                if (!kept.Contains(definition)) _clients.TryRemove(definition, out _);
            }

            var after = _clients.Values.SelectMany(Owned).ToHashSet();
            foreach (var connections in before.Where(connections => !after.Contains(connections))) connections.Dispose();
        }
    }

    public void Dispose() => KeepOnly([]);

    private static IEnumerable<PooledConnections> Owned(UpstreamClient client) => client.Tokens is { } tokens ? [client.Connections, tokens.Connections] : [client.Connections];

    private void Add(UpstreamDefinition definition)
    {
        lock (_lock) AddLocked(definition);
    }

    private void AddLocked(UpstreamDefinition definition)
    {
        if (_clients.ContainsKey(definition)) return;
        var settings = ConnectionSettings.Of(definition);
        var earlier = _clients.Where(pair => pair.Key.Id == definition.Id).Select(pair => pair.Value).ToArray();
        var shared = earlier.Select(client => client.Connections).FirstOrDefault(connections => connections.Settings == settings);
        _clients[definition] = new UpstreamClient(definition, shared ?? new PooledConnections(settings, Resolver, ConnectionLifetime), TokensFor(definition, earlier), time);
    }

    private AccessTokens? TokensFor(UpstreamDefinition definition, UpstreamClient[] earlier)
    {
        if (TokenRequest.AddressOf(definition.SignIn) is not { } address) return null;
        var settings = ConnectionSettings.OfTokens(definition, address);
        return earlier.Select(client => client.Tokens).FirstOrDefault(tokens => tokens is not null && tokens.SignIn == definition.SignIn && tokens.Connections.Settings == settings)
            ?? new AccessTokens(definition.SignIn!, new PooledConnections(settings, Resolver, ConnectionLifetime), time);
    }
}
