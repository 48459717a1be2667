namespace Sallyport.Gateway.Audit;

/// <summary>Keeps audit entries. Appends return once the entry is durable.</summary>
public interface IAuditStore
{
    /// <summary>Appends one entry in a group commit.</summary>
    /// <returns>Its sequence number, 1 or more, without gaps.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">The entry is not durable.</exception>
    ValueTask<long> AppendAsync(AuditEntry entry, CancellationToken cancellation);

    /// <summary>The same for an exchange's intent, which every request waits for: the caller goes on as soon as the commit is done, on the store's own thread.</summary>
    /// <remarks>Saves waking another thread for each request. What the caller does next must be short and must not block until its next await.</remarks>
    /// <exception cref="Authentication.StoreUnavailableException">The entry is not durable.</exception>
    ValueTask<long> AppendIntentAsync(AuditEntry intent);

    /// <summary>Queues one entry that nobody waits for: it is durable with the next commit, at most a few milliseconds later.</summary>
    /// <remarks>For results: after a crash in between, the intent is closed as interrupted.</remarks>
    /// <exception cref="Authentication.StoreUnavailableException">The entry could not be queued. A later failure is logged by the store.</exception>
    void Append(AuditEntry entry);

    /// <summary>Entries that match, newest first.</summary>
    ValueTask<IReadOnlyList<StoredAuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellation);

    /// <summary>Writes <see cref="AuditEntryType.Interrupted"/> for each intent that has no result. Called once, before serving.</summary>
    /// <returns>How many were written.</returns>
    ValueTask<int> CloseInterruptedAsync(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>An entry and its place in the record.</summary>
public sealed record StoredAuditEntry(long Sequence, AuditEntry Entry);

/// <summary>Which entries to list. Null means any.</summary>
/// <param name="Before">Only entries with a smaller sequence number: the cursor of the next page.</param>
/// <param name="Limit">Most entries to return, 1 to 10,000.</param>
public sealed record AuditQuery(string? KeyId = null, Guid? ExchangeId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, AuditEntryType? Type = null, Decision? Decision = null, long? Before = null, int Limit = 100);
