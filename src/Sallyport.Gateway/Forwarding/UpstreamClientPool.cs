using System.Collections.Concurrent;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Forwarding;

/// <summary>A client for each upstream definition; connections survive a reload that leaves address, connect limit and authorities alone.</summary>
internal sealed class UpstreamClientPool : IDisposable
{
    // By reference: an exchange keeps its snapshot, so the same definition object comes back for as long as the snapshot lives.
    private readonly ConcurrentDictionary<UpstreamDefinition, UpstreamClient> _clients = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();

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
            var before = _clients.Values.Select(client => client.Connections).ToHashSet();
            foreach (var definition in _clients.Keys)
            {
                if (!kept.Contains(definition)) _clients.TryRemove(definition, out _);
            }

            var after = _clients.Values.Select(client => client.Connections).ToHashSet();
            foreach (var connections in before.Where(connections => !after.Contains(connections))) connections.Dispose();
        }
    }

    public void Dispose() => KeepOnly([]);

    private void Add(UpstreamDefinition definition)
    {
        lock (_lock) AddLocked(definition);
    }

    private void AddLocked(UpstreamDefinition definition)
    {
        if (_clients.ContainsKey(definition)) return;
        var shared = _clients
            .Where(pair => pair.Key.Id == definition.Id && pair.Value.Connections.Address == definition.BaseAddress && pair.Value.Connections.ConnectTimeout == definition.ConnectTimeout && pair.Value.Connections.Authorities == definition.Authorities)
            .Select(pair => pair.Value.Connections)
            .FirstOrDefault();
        _clients[definition] = new UpstreamClient(definition, shared ?? new PooledConnections(definition.BaseAddress, definition.ConnectTimeout, definition.Authorities));
    }
}
