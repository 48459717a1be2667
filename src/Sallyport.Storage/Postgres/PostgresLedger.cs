using Microsoft.Extensions.Logging;
using Npgsql;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Postgres;

/// <summary>The log in PostgreSQL, which several gateways share: each appends in group commits of its own, in turns given by the head's row lock.</summary>
internal sealed partial class PostgresLedger : ILedger
{
    private readonly PostgresDatabase _database;
    private readonly LedgerIdentity _identity;
    private readonly FreshLeaves _fresh = new();
    private readonly OpenIntents _intents = new();
    private readonly LedgerQueue _queue;
    private readonly PostgresNodes _nodes;

    private PostgresLedger(PostgresDatabase database, LedgerIdentity identity, PostgresLeafTransaction transaction, FreshLeaves fresh, OpenIntents intents, TimeProvider time, ILoggerFactory loggers, int capacity, TimeSpan? deadline, LedgerState? state)
    {
        (_database, _identity, _fresh, _intents) = (database, identity, fresh, intents);
        _queue = new LedgerQueue(transaction, capacity, deadline ?? TimeSpan.FromSeconds(5), time, loggers.CreateLogger<PostgresLedger>(), state);
        _nodes = new PostgresNodes(database, identity, intents, SizeAsync, CloseAsync, time, loggers.CreateLogger<PostgresNodes>(), state);
    }

    public string Origin => _identity.Origin;

    public string Node => _identity.Node;

    /// <param name="capacity">Most entries waiting to be written.</param>
    /// <param name="deadline">Longest time from appending to commit; 5 s if null.</param>
    /// <param name="state">Told of faults; null if nobody watches.</param>
    /// <exception cref="StoreUnavailableException">The log could not be begun.</exception>
    public static PostgresLedger Open(PostgresDatabase database, LedgerIdentity identity, TimeProvider time, ILoggerFactory loggers, int capacity = 16_384, TimeSpan? deadline = null, LedgerState? state = null)
    {
        var (fresh, intents) = (new FreshLeaves(), new OpenIntents());
        var transaction = new PostgresLeafTransaction(database.Address, identity, fresh, intents);
        try
        {
            transaction.Begin(time.GetUtcNow());
            return new PostgresLedger(database, identity, transaction, fresh, intents, time, loggers, capacity, deadline, state);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            transaction.Dispose();
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    public ValueTask<long> AppendAsync(AuditEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested(); // from here on the entry is on its way and cannot be called back
        return _queue.AppendAsync(entry, resumesHere: false);
    }

    public ValueTask<long> AppendInlineAsync(AuditEntry entry) => _queue.AppendAsync(entry, resumesHere: true);

    public void Append(AuditEntry entry) => _queue.Append(entry);

    public async ValueTask<IReadOnlyList<StoredLeaf>> ListAsync(AuditQuery query, CancellationToken cancellation)
    {
        if (query.Limit is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A list holds 1 to 10,000 entries.");
        if (query.KeyId is { } key && !PostgresCommands.CanHold(key)) return [];
        query = query.AroundItsExchange();
        return await _database.CallAsync(
            async (connection, token) => await connection.ListAsync(
                """
                SELECT seq, body FROM sallyport.leaf
                WHERE body IS NOT NULL AND seq < $1 AND ($2::text IS NULL OR key_id = $2) AND ($3::uuid IS NULL OR exchange = $3)
                  AND at >= $4 AND at < $5 AND ($6::smallint IS NULL OR type = $6) AND ($7::smallint IS NULL OR decision = $7)
                ORDER BY seq DESC LIMIT $8
                """,
                [query.Before ?? long.MaxValue, query.KeyId, query.ExchangeId, query.From ?? DateTimeOffset.MinValue, query.To ?? DateTimeOffset.MaxValue, (short?)query.Type, (short?)query.Decision, query.Limit],
                Leaf,
                token),
            cancellation);
    }

    public ValueTask<int> CloseInterruptedAsync(DateTimeOffset now, CancellationToken cancellation) => _nodes.StartAsync(now, cancellation);

    public void Dispose()
    {
        _nodes.Dispose();
        _queue.Dispose();
    }

    /// <summary>Writes <c>interrupted</c> for intents that somebody who is gone has left open.</summary>
    private async Task CloseAsync(IReadOnlyList<StoredLeaf> intents, DateTimeOffset now)
    {
        foreach (var chunk in intents.Chunk(1_000))
            await Task.WhenAll(chunk.Select(i => i.Read()).Select(i => _queue.AppendAsync(Interruption.Of(i, now), resumesHere: false).AsTask()));
    }

    private static StoredLeaf Leaf(NpgsqlDataReader row) => new(row.GetInt64(0), row.IsDBNull(1) ? default(ReadOnlyMemory<byte>) : row.GetFieldValue<byte[]>(1));
}
