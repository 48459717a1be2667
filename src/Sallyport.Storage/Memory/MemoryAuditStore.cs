using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Memory;

/// <summary>Audit entries in memory, for tests. Nothing is durable.</summary>
public sealed class MemoryAuditStore : IAuditStore
{
    private readonly Lock _gate = new();
    private readonly List<StoredAuditEntry> _entries = [];

    /// <summary>When set, every call fails with it: a store that is down.</summary>
    public Exception? Fault { get; set; }

    public ValueTask<long> AppendAsync(AuditEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Fault is { } fault) return ValueTask.FromException<long>(fault);
        lock (_gate)
        {
            _entries.Add(new StoredAuditEntry(_entries.Count + 1, entry));
            return new(_entries.Count);
        }
    }

    public ValueTask<long> AppendIntentAsync(AuditEntry intent) => AppendAsync(intent, CancellationToken.None);

    public void Append(AuditEntry entry)
    {
        if (Fault is { } fault) throw fault;
        lock (_gate) _entries.Add(new StoredAuditEntry(_entries.Count + 1, entry));
    }

    public ValueTask<IReadOnlyList<StoredAuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellation)
    {
        if (query.Limit is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A list holds 1 to 10,000 entries.");
        if (Fault is { } fault) return ValueTask.FromException<IReadOnlyList<StoredAuditEntry>>(fault);
        lock (_gate)
        {
            return new(
            [
                .. _entries.AsEnumerable().Reverse()
                    .Where(e => (query.Before is null || e.Sequence < query.Before)
                        && (query.KeyId is null || e.Entry.KeyId == query.KeyId)
                        && (query.ExchangeId is null || e.Entry.ExchangeId == query.ExchangeId)
                        && (query.From is null || e.Entry.At >= query.From)
                        && (query.To is null || e.Entry.At < query.To)
                        && (query.Type is null || e.Entry.Type == query.Type)
                        && (query.Decision is null || e.Entry.Decision == query.Decision))
                    .Take(query.Limit),
            ]);
        }
    }

    public async ValueTask<int> CloseInterruptedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        List<StoredAuditEntry> open;
        lock (_gate)
        {
            var closed = _entries.Select(e => e.Entry.IntentSequence).ToHashSet();
            open = [.. _entries.Where(e => e.Entry.Type is AuditEntryType.Intent && !closed.Contains(e.Sequence))];
        }

        foreach (var intent in open)
            await AppendAsync(intent.Entry with { Type = AuditEntryType.Interrupted, At = now, IntentSequence = intent.Sequence, Decision = Decision.Failed }, cancellation);
        return open.Count;
    }
}
