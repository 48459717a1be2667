using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence;

/// <summary>Records who reads the record, before they do.</summary>
public sealed class AuditReads(IAuditStore audit, TimeProvider time)
{
    /// <param name="action">"audit.read", "audit.exported" and the like.</param>
    /// <param name="query">The names of its filters are recorded, and the key that it asks for; null if there is none.</param>
    /// <returns>What forbids the reading: <c>audit_unavailable</c>; or null.</returns>
    public async ValueTask<Problem?> RecordAsync(string action, AuditQuery? query, string actor, CancellationToken cancellation)
    {
        try
        {
            await AppendAsync(action, query, actor, cancellation);
            return null;
        }
        catch (StoreUnavailableException)
        {
            return Problem.AuditUnavailable;
        }
    }

    /// <returns>Sequence number of the entry.</returns>
    /// <exception cref="StoreUnavailableException">It is not durable.</exception>
    public ValueTask<long> AppendAsync(string action, AuditQuery? query, string actor, CancellationToken cancellation) =>
        audit.AppendAsync(Entry(action, query?.KeyId is null ? null : "key", query?.KeyId, actor) with { Changed = query is null ? [] : FiltersOf(query) }, cancellation);

    /// <summary>The same for one thing that is read.</summary>
    /// <param name="target">Its id.</param>
    /// <exception cref="StoreUnavailableException">It is not durable.</exception>
    public ValueTask<long> AppendAsync(string action, string targetType, string target, string actor, CancellationToken cancellation) =>
        audit.AppendAsync(Entry(action, targetType, target, actor), cancellation);

    private AuditEntry Entry(string action, string? targetType, string? target, string actor) =>
        AuditEntry.OfAction(time.GetUtcNow(), action) with { Actor = actor, Decision = Decision.Allowed, Target = target, TargetType = targetType };

    private static List<string> FiltersOf(AuditQuery query)
    {
        var filters = new List<string>();
        if (query.KeyId is not null) filters.Add("key_id");
        if (query.ExchangeId is not null) filters.Add("exchange_id");
        if (query.From is not null) filters.Add("from");
        if (query.To is not null) filters.Add("to");
        if (query.Type is not null) filters.Add("type");
        if (query.Decision is not null) filters.Add("decision");
        return filters;
    }
}
