using Microsoft.Extensions.Logging;
using Npgsql;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Postgres;

/// <summary>Keeps this node's sign of life, and closes the intents of nodes that are gone: its own of the start before, others' once they were not seen for a minute.</summary>
internal sealed partial class PostgresNodes : IDisposable
{
    /// <summary>How often a node says that it lives.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which a node counts as gone: the database's clock decides.</summary>
    private const int GoneAfterS = 60;

    private readonly PostgresDatabase _database;
    private readonly LedgerIdentity _identity;
    private readonly OpenIntents _intents;
    private readonly Func<CancellationToken, ValueTask<long>> _size;
    private readonly Func<IReadOnlyList<StoredLeaf>, DateTimeOffset, Task> _close;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LedgerState? _state;
    private readonly CancellationTokenSource _stop = new();
    private Task _beating = Task.CompletedTask;

    /// <param name="size">How many leaves are durable.</param>
    /// <param name="close">Writes <c>interrupted</c> for open intents.</param>
    /// <param name="state">Told when the server does not answer, also while nobody asks for anything; null if nobody watches.</param>
    public PostgresNodes(
        PostgresDatabase database, LedgerIdentity identity, OpenIntents intents, Func<CancellationToken, ValueTask<long>> size, Func<IReadOnlyList<StoredLeaf>, DateTimeOffset, Task> close, TimeProvider time, ILogger logger, LedgerState? state) =>
        (_database, _identity, _intents, _size, _close, _time, _logger, _state) = (database, identity, intents, size, close, time, logger, state);

    /// <summary>Begins to live: takes over the name, closes what its last bearer left open, and beats from now on.</summary>
    /// <returns>How many intents were closed.</returns>
    /// <exception cref="StoreUnavailableException">No answer in time.</exception>
    public async ValueTask<int> StartAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var before = await _size(cancellation);
        var mark = await _database.CallAsync(
            async (connection, token) => await connection.ScalarAsync(
                """
                INSERT INTO sallyport.node (name, boot, seen_at, closed_through) VALUES ($1, $2, clock_timestamp(), 0)
                ON CONFLICT (name) DO UPDATE SET boot = excluded.boot, seen_at = excluded.seen_at RETURNING closed_through
                """,
                [_identity.Node, _identity.Boot],
                token) as long? ?? 0,
            cancellation);
        await ReturnSlicesAsync(_identity.Node, cancellation);
        var closed = await CloseAsync(_identity.Node, mark, before, now, cancellation) + await CloseGoneAsync(now, cancellation);
        if (_beating.IsCompleted) _beating = BeatAsync();
        return closed;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _ = _beating.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Beat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await SayAliveAsync(_stop.Token);
                    await CloseGoneAsync(_time.GetUtcNow(), _stop.Token);
                }
                catch (StoreUnavailableException e)
                {
                    _state?.Report(LedgerCondition.Unwritable, "store_unavailable"); // the appends fail as well, and refuse
                    Log.Silent(_logger, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // closing
        }
    }

    private async ValueTask SayAliveAsync(CancellationToken cancellation)
    {
        var closed = _intents.ClosedThrough(await _size(cancellation) - 1);
        await _database.CallAsync(
            (connection, token) => connection.ExecuteAsync(
                "UPDATE sallyport.node SET seen_at = clock_timestamp(), closed_through = greatest(closed_through, $3) WHERE name = $1 AND boot = $2",
                [_identity.Node, _identity.Boot, closed],
                token),
            cancellation);
    }

    /// <summary>One node does it: it takes the row and has a minute, after which another one looks again, in case this one is gone too.</summary>
    private async ValueTask<int> CloseGoneAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var gone = await _database.CallAsync(
            (connection, token) => connection.ListAsync(
                """
                UPDATE sallyport.node n SET seen_at = clock_timestamp() FROM (SELECT name, closed_through FROM sallyport.node
                  WHERE seen_at < clock_timestamp() - make_interval(secs => $1) AND name <> $2 FOR UPDATE SKIP LOCKED) AS lost
                WHERE n.name = lost.name RETURNING n.name, lost.closed_through
                """,
                [(double)GoneAfterS, _identity.Node],
                row => (Name: row.GetString(0), Mark: row.GetInt64(1)),
                token),
            cancellation);
        var closed = 0;
        foreach (var (name, mark) in gone)
        {
            var count = await CloseAsync(name, mark, await _size(cancellation), now, cancellation);
            if (count > 0) Log.Gone(_logger, name, count);
            closed += count;
            await ReturnSlicesAsync(name, cancellation);
        }

        return closed;
    }

    /// <summary>What a start that is gone held of limits is free again; what it had recorded is reserved or settled by now.</summary>
    private ValueTask<int> ReturnSlicesAsync(string node, CancellationToken cancellation) => _database.CallAsync(
        (connection, token) => connection.ExecuteAsync("DELETE FROM sallyport.limit_lease WHERE node = $1 AND boot <> $2", [node, _identity.Boot], token), cancellation);

    private async ValueTask<int> CloseAsync(string node, long mark, long before, DateTimeOffset now, CancellationToken cancellation)
    {
        // A result may be another node's: whoever closes a lost node's intents.
        var open = await _database.CallAsync(
            (connection, token) => connection.ListAsync(
                """
                SELECT i.seq, i.body FROM sallyport.leaf i WHERE i.seq > $1 AND i.seq < $2 AND i.node = $3 AND i.type = 1 AND i.body IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM sallyport.leaf r WHERE r.seq > $1 AND r.intent_seq = i.seq)
                ORDER BY i.seq
                """,
                [mark, before, node],
                row => new StoredLeaf(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
                token),
            cancellation);
        await _close(open, now);
        await _database.CallAsync(
            (connection, token) => connection.ExecuteAsync("UPDATE sallyport.node SET closed_through = greatest(closed_through, $2) WHERE name = $1", [node, before - 1], token),
            cancellation);
        return open.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(10030, LogLevel.Warning, "This node could not say that it lives: {Reason}")]
        public static partial void Silent(ILogger logger, string reason);

        [LoggerMessage(10031, LogLevel.Warning, "Node {Node} is gone; {Count} of its exchanges were closed as interrupted")]
        public static partial void Gone(ILogger logger, string node, int count);
    }
}
