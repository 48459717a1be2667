using System.Buffers.Binary;

namespace Sallyport.Gateway.Audit;

/// <summary>Appends entries to the ledger and finds them again. Appends return once the leaf is durable.</summary>
public interface IAuditStore
{
    /// <summary>Appends one entry in a group commit.</summary>
    /// <returns>Its sequence number, 1 or more (leaf 0 is the genesis), without gaps.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">The entry is not durable.</exception>
    ValueTask<long> AppendAsync(AuditEntry entry, CancellationToken cancellation);

    /// <summary>The same for what every exchange waits for: the caller goes on as soon as the commit is done, on the store's own thread.</summary>
    /// <remarks>Saves waking another thread for each request. What the caller does next must be short and must not block until its next await.</remarks>
    /// <exception cref="Authentication.StoreUnavailableException">The entry is not durable.</exception>
    ValueTask<long> AppendInlineAsync(AuditEntry entry);

    /// <summary>Queues one entry that nobody waits for: it is durable with the next commit, at most 50 ms later.</summary>
    /// <remarks>For modes other than strict: after a crash in between, the intent is closed as interrupted.</remarks>
    /// <exception cref="Authentication.StoreUnavailableException">The entry could not be queued. A later failure is logged by the store.</exception>
    void Append(AuditEntry entry);

    /// <summary>Leaves that match, newest first. What retention has taken away is not among them.</summary>
    ValueTask<IReadOnlyList<StoredLeaf>> ListAsync(AuditQuery query, CancellationToken cancellation);

    /// <summary>Writes <see cref="AuditEntryType.Interrupted"/> for each intent of this node that has no result. Called once, before serving.</summary>
    /// <returns>How many were written.</returns>
    ValueTask<int> CloseInterruptedAsync(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>A leaf as stored: the bytes that are hashed.</summary>
/// <param name="Json">Empty if retention has taken it away; its hash stays.</param>
public readonly record struct StoredLeaf(long Sequence, ReadOnlyMemory<byte> Json)
{
    /// <exception cref="System.Text.Json.JsonException">The bytes are no leaf.</exception>
    public Leaf Read() => LeafReader.Read(Json.Span);

    /// <summary>What it says, without what is sealed.</summary>
    /// <exception cref="System.Text.Json.JsonException">The bytes are no leaf.</exception>
    public AuditEntry Entry => Read().Entry;
}

/// <summary>Which entries to list. Null means any.</summary>
/// <param name="Before">Only entries with a smaller sequence number: the cursor of the next page.</param>
/// <param name="Limit">Most entries to return, 1 to 10,000.</param>
public sealed record AuditQuery(string? KeyId = null, Guid? ExchangeId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, AuditEntryType? Type = null, Decision? Decision = null, long? Before = null, int Limit = 100)
{
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <summary>The same question narrowed by time: an exchange's id tells when it began, so stores need no index of ids, which would cost every append more than it saves here.</summary>
    public AuditQuery AroundItsExchange()
    {
        if (ExchangeId is not { Version: 7 } exchange) return this;
        Span<byte> id = stackalloc byte[16];
        exchange.TryWriteBytes(id, bigEndian: true, out _);
        var earliest = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(id) >>> 16) - ClockSlack;
        return From > earliest ? this : this with { From = earliest };
    }
}
