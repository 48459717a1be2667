using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Files;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Mirror;

namespace Sallyport.Storage.Sqlite;

/// <summary>The log in SQLite: appended in group commits by a thread of its own, read through pooled connections.</summary>
internal sealed partial class SqliteLedger : ILedger
{
    private readonly SqliteDatabase _database;
    private readonly FreshLeaves _fresh = new();
    private readonly SqliteLeafTransaction _transaction;
    private readonly LedgerQueue _queue;
    private readonly WalCheckpointer _checkpointer;
    private readonly SecondDevice? _mirror;
    private readonly FileIdentity? _identity;

    /// <param name="capacity">Most entries waiting to be written.</param>
    /// <param name="deadline">Longest time from appending to commit; 5 s if null.</param>
    /// <param name="state">Told of faults; null if nobody watches.</param>
    /// <param name="devices">Names the second device, if there is one.</param>
    /// <exception cref="StoreUnavailableException">The log could not be begun.</exception>
    /// <exception cref="InstallationException">The second device is not fit to use, or holds another story.</exception>
    public SqliteLedger(
        SqliteDatabase database, LedgerIdentity identity, TimeProvider time, ILogger<SqliteLedger> logger, int capacity = 16_384, TimeSpan? deadline = null, LedgerState? state = null, LedgerDevices? devices = null)
    {
        (_database, Origin, Node) = (database, identity.Origin, identity.Node);
        _transaction = new SqliteLeafTransaction(database, identity, _fresh, time, state);
        try
        {
            if (devices?.MirrorPath is not null) _mirror = Join(devices);
            _transaction.Begin();
        }
        catch (Exception e)
        {
            _transaction.Dispose();
            _mirror?.Dispose();
            if (e is SqliteException sqlite) throw SqliteDatabase.Unavailable(sqlite);
            throw;
        }

        _identity = FileIdentity.Of(database.Path);
        _queue = new LedgerQueue(_transaction, capacity, deadline ?? TimeSpan.FromSeconds(5), time, logger, state);
        _checkpointer = new WalCheckpointer(database, time, logger);
    }

    public string Origin { get; }

    public string Node { get; }

    public ValueTask<long> AppendAsync(AuditEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested(); // from here on the entry is on its way and cannot be called back
        return _queue.AppendAsync(entry, resumesHere: false);
    }

    public ValueTask<long> AppendInlineAsync(AuditEntry entry) => _queue.AppendAsync(entry, resumesHere: true);

    public void Append(AuditEntry entry) => _queue.Append(entry);

    public ValueTask<IReadOnlyList<StoredLeaf>> ListAsync(AuditQuery query, CancellationToken cancellation)
    {
        if (query.Limit is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A list holds 1 to 10,000 entries.");
        query = query.AroundItsExchange();
        return new(_database.Read<IReadOnlyList<StoredLeaf>>(connection =>
        {
            var entries = new List<StoredLeaf>();
            foreach (var (from, to) in RangesOf(connection, query))
            {
                if (entries.Count < query.Limit) List(connection, query, from, to, entries, cancellation);
            }

            return entries;
        }));
    }

    public async ValueTask<int> CloseInterruptedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var (open, last) = _database.Read(FindOpenIntents);
        foreach (var chunk in open.Chunk(1_000))
        {
            var appends = chunk.Select(intent => _queue.AppendAsync(Interruption.Of(intent, now), resumesHere: false).AsTask()).ToArray();
            await Task.WhenAll(appends);
        }

        await _database.WriteAsync(c => c.Execute("UPDATE leaf_state SET closed_through = $last WHERE closed_through < $last", ("$last", last)) >= 0, cancellation);
        _transaction.FollowIntents();
        return open.Count;
    }

    public void Dispose()
    {
        _checkpointer.Dispose();
        _queue.Dispose();
        _mirror?.Dispose();
    }

    /// <summary>One pass over what came after the mark, in order: an intent opens, what names it closes.</summary>
    private static (List<Leaf> Open, long Last) FindOpenIntents(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var open = new SortedSet<long>();
        var last = connection.Number("SELECT closed_through FROM leaf_state");
        using (var command = connection.Command("SELECT seq, type, intent_seq, body IS NULL FROM leaf WHERE seq > $mark ORDER BY seq", ("$mark", last)))
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                last = row.GetInt64(0);
                if ((AuditEntryType)row.GetInt32(1) is AuditEntryType.Intent)
                {
                    if (!row.GetBoolean(3)) open.Add(last); // one that is pruned was over a year ago
                }
                else if (!row.IsDBNull(2)) open.Remove(row.GetInt64(2));
            }
        }

        var intents = new List<Leaf>(open.Count);
        foreach (var sequence in open)
        {
            using var command = connection.Command("SELECT body FROM leaf WHERE seq = $seq", ("$seq", sequence));
            intents.Add(LeafReader.Read((byte[])command.ExecuteScalar()!));
        }

        return (intents, last);
    }

    /// <summary>Ranges of sequence numbers that can hold a match, newest first: all of them, or with a time filter those blocks whose times overlap it.</summary>
    private static List<(long From, long To)> RangesOf(SqliteConnection connection, AuditQuery query)
    {
        var before = (query.Before ?? long.MaxValue) - 1;
        if (query.From is null && query.To is null) return [(0, before)];

        var tail = connection.Number("SELECT coalesce(max(block) + 1, 0) FROM leaf_block") << SqliteLeafTransaction.BlockBits;
        var ranges = new List<(long From, long To)> { (tail, before) };
        using var command = connection.Command(
            "SELECT block FROM leaf_block WHERE max_at_us >= $from AND min_at_us < $to ORDER BY block DESC",
            ("$from", query.From?.ToMicroseconds() ?? long.MinValue),
            ("$to", query.To?.ToMicroseconds() ?? long.MaxValue));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var first = row.GetInt64(0) << SqliteLeafTransaction.BlockBits;
            if (first > before) continue;
            var end = Math.Min(before, first + (1 << SqliteLeafTransaction.BlockBits) - 1);
            if (ranges[^1].From == end + 1) ranges[^1] = (first, ranges[^1].To);
            else ranges.Add((first, end));
        }

        return ranges;
    }

    private static void List(SqliteConnection connection, AuditQuery query, long from, long to, List<StoredLeaf> entries, CancellationToken cancellation)
    {
        var sql = "SELECT seq, body FROM leaf WHERE seq >= $first AND seq <= $last AND body IS NOT NULL"
            + (query.KeyId is null ? "" : " AND key_id = $key")
            + (query.ExchangeId is null ? "" : " AND exchange = $exchange")
            + (query.From is null ? "" : " AND at_us >= $from")
            + (query.To is null ? "" : " AND at_us < $to")
            + (query.Type is null ? "" : " AND type = $type")
            + (query.Decision is null ? "" : " AND decision = $decision")
            + " ORDER BY seq DESC LIMIT $limit";
        using var command = connection.Command(
            sql,
            ("$first", from),
            ("$last", to),
            ("$key", query.KeyId),
            ("$exchange", query.ExchangeId?.ToByteArray(bigEndian: true)),
            ("$from", query.From?.ToMicroseconds()),
            ("$to", query.To?.ToMicroseconds()),
            ("$type", (int?)query.Type),
            ("$decision", (int?)query.Decision),
            ("$limit", query.Limit - entries.Count));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            entries.Add(new StoredLeaf(row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
        }
    }
}
