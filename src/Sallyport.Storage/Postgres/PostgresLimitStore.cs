using Npgsql;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Postgres;

/// <summary>Counters in PostgreSQL, shared by nodes that hold slices of them. The log's transaction writes what is charged.</summary>
/// <remarks>Locks are taken in one order everywhere: the log's head, then counters by name, then slices.</remarks>
internal sealed class PostgresLimitStore(PostgresDatabase database, LedgerIdentity identity) : ILimitStore, ILimitLeases
{
    /// <summary>Counters named by three arrays, in the order in which they are locked.</summary>
    internal const string Named = "unnest($1::text[], $2::bigint[], $3::smallint[]) WITH ORDINALITY AS w (counter, window_s, unit, n)";

    internal const string Lock = $"SELECT c.counter FROM sallyport.limit_counter c JOIN {Named} USING (counter, window_s, unit) ORDER BY c.counter, c.window_s, c.unit FOR UPDATE OF c";

    /// <summary>How long somebody's want is remembered.</summary>
    private const string Lately = "clock_timestamp() - interval '5 seconds'";

    public ILimitLeases Leases => this;

    public async ValueTask<StoredCounter> FindAsync(CounterWindow window, CancellationToken cancellation)
    {
        var found = await database.CallAsync(
            (connection, token) => connection.ListAsync(
                "SELECT spent, reserved FROM sallyport.limit_counter WHERE counter = $1 AND window_s = $2 AND unit = $3",
                [window.Counter, window.Start.ToUnixTimeSeconds(), (short)window.Unit],
                row => new StoredCounter(window, row.GetInt64(0), row.GetInt64(1)),
                token),
            cancellation);
        return found.Count == 0 ? new StoredCounter(window, 0, 0) : found[0];
    }

    public async ValueTask<CounterSnapshot> SnapshotAsync(CancellationToken cancellation)
    {
        var size = 0L;
        var rows = await database.CallAsync(
            (connection, token) => connection.ListAsync(
                """
                SELECT s.size, c.counter, c.window_s, c.unit, c.spent, c.reserved FROM (SELECT coalesce(max(seq) + 1, 0) AS size FROM sallyport.leaf) s
                LEFT JOIN sallyport.limit_counter c ON c.spent <> 0 OR c.reserved <> 0 ORDER BY c.counter, c.window_s, c.unit
                """,
                [],
                row =>
                {
                    size = row.GetInt64(0);
                    return row.IsDBNull(1) ? default(StoredCounter?) : new StoredCounter(new CounterWindow(row.GetString(1), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(2)), (LimitUnit)row.GetInt16(3)), row.GetInt64(4), row.GetInt64(5));
                },
                token),
            cancellation);
        return new CounterSnapshot(size, [.. rows.OfType<StoredCounter>()]);
    }

    public async ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var (pruned, window) = (0, before.ToUnixTimeSeconds());
        await database.WriteAsync(
            async (connection, token) =>
            {
                await connection.ExecuteAsync("DELETE FROM sallyport.limit_lease WHERE window_s > 0 AND window_s < $1", [window], token);
                pruned = await connection.ExecuteAsync("DELETE FROM sallyport.limit_counter WHERE window_s > 0 AND window_s < $1 AND reserved = 0", [window], token);
                await connection.ExecuteAsync(
                    """
                    DELETE FROM sallyport.limit_counter c WHERE window_s = 0 AND spent = 0 AND reserved = 0 AND greatest(empty_at, wanted_at, '-infinity') < clock_timestamp() - interval '1 day'
                      AND NOT EXISTS (SELECT 1 FROM sallyport.limit_lease l WHERE (l.counter, l.window_s, l.unit) = (c.counter, c.window_s, c.unit))
                    """,
                    [],
                    token);
                return true;
            },
            cancellation);
        return pruned;
    }

    public async ValueTask<DateTimeOffset> TimeAsync(CancellationToken cancellation) =>
        (await database.CallAsync((connection, token) => connection.ListAsync("SELECT clock_timestamp()", [], row => row.Time(0), token), cancellation))[0];

    public async ValueTask<IReadOnlyList<LeaseAnswer>> LeaseAsync(IReadOnlyList<LeaseWish> wishes, CancellationToken cancellation)
    {
        var answers = new LeaseAnswer[wishes.Count];
        await database.WriteAsync(
            async (connection, token) =>
            {
                var counters = await LockAsync(connection, wishes, token);
                for (var i = 0; i < answers.Length; i++) answers[i] = new LeaseAnswer(counters[i], wishes[i].Decide(counters[i]));
                await GrantAsync(connection, wishes, answers, token);
                return true;
            },
            cancellation);
        return answers;
    }

    public async ValueTask ReturnAsync(IReadOnlyList<(CounterWindow Window, long Amount)> slices, CancellationToken cancellation)
    {
        var names = Names([.. slices.Select(s => s.Window)]);
        await database.WriteAsync(
            async (connection, token) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.Then(Lock, names);
                batch.Then(
                    $"UPDATE sallyport.limit_lease l SET amount = greatest(0, amount - ($6::bigint[])[w.n]) FROM {Named} WHERE (l.counter, l.window_s, l.unit) = (w.counter, w.window_s, w.unit) AND node = $4 AND boot = $5",
                    [.. names, identity.Node, identity.Boot, slices.Select(s => s.Amount).ToArray()]);
                await batch.ExecuteNonQueryAsync(token);
                return true;
            },
            cancellation);
    }

    public async ValueTask<IReadOnlyList<CounterWindow>> WantedAsync(CancellationToken cancellation) => await database.CallAsync(
        (connection, token) => connection.ListAsync(
            $"""
            SELECT l.counter, l.window_s, l.unit FROM sallyport.limit_lease l JOIN sallyport.limit_counter c USING (counter, window_s, unit)
            WHERE l.node = $1 AND l.boot = $2 AND l.amount > 0 AND c.wanted_at > {Lately}
            """,
            [identity.Node, identity.Boot],
            row => new CounterWindow(row.GetString(0), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1)), (LimitUnit)row.GetInt16(2)),
            token),
        cancellation);

    public async ValueTask<long?> HeldAsync(CounterWindow window, CancellationToken cancellation)
    {
        long? held = null;
        var names = Names([window]);
        await database.WriteAsync(
            async (connection, token) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.Then("SELECT 1 FROM sallyport.leaf_head FOR UPDATE").Then(Lock, names); // waits for whatever is still being written
                batch.Then("SELECT amount FROM sallyport.limit_lease WHERE counter = $1 AND window_s = $2 AND unit = $3 AND node = $4 AND boot = $5", window.Counter, window.Start.ToUnixTimeSeconds(), (short)window.Unit, identity.Node, identity.Boot);
                await using var rows = await batch.ExecuteReaderAsync(token);
                await rows.NextResultAsync(token);
                await rows.NextResultAsync(token);
                if (await rows.ReadAsync(token)) held = rows.GetInt64(0);
                return true;
            },
            cancellation);
        return held;
    }

    /// <summary>The three arrays of <see cref="Named"/>.</summary>
    internal static object[] Names(IReadOnlyCollection<CounterWindow> windows) =>
        [windows.Select(w => w.Counter).ToArray(), windows.Select(w => w.Start.ToUnixTimeSeconds()).ToArray(), windows.Select(w => (short)w.Unit).ToArray()];

    /// <summary>Makes counters that are new, locks all, and reads them: slices in a statement of their own, which sees what was committed while this waited.</summary>
    private static async Task<SharedCounter[]> LockAsync(NpgsqlConnection connection, IReadOnlyList<LeaseWish> wishes, CancellationToken cancellation)
    {
        var names = Names([.. wishes.Select(w => w.Window)]);
        await using var batch = new NpgsqlBatch(connection);
        batch.Then($"INSERT INTO sallyport.limit_counter (counter, window_s, unit, spent, reserved) SELECT w.counter, w.window_s, w.unit, 0, 0 FROM {Named} ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING", names);
        batch.Then(Lock, names);
        batch.Then(
            $"""
            SELECT c.spent, c.reserved, (SELECT coalesce(sum(amount), 0)::bigint FROM sallyport.limit_lease l WHERE (l.counter, l.window_s, l.unit) = (c.counter, c.window_s, c.unit)),
              coalesce(c.wanted_at > {Lately}, false), c.empty_at, clock_timestamp()
            FROM {Named} JOIN sallyport.limit_counter c USING (counter, window_s, unit) ORDER BY w.n
            """,
            names);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        await row.NextResultAsync(cancellation);
        var counters = new List<SharedCounter>(wishes.Count);
        while (await row.ReadAsync(cancellation)) counters.Add(new SharedCounter(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3), row.TimeOrNull(4), row.Time(5)));
        return counters.Count == wishes.Count ? [.. counters] : throw new StoreUnavailableException("A counter was pruned at this moment."); // the next try makes it anew
    }

    private async Task GrantAsync(NpgsqlConnection connection, IReadOnlyList<LeaseWish> wishes, LeaseAnswer[] answers, CancellationToken cancellation)
    {
        var slices = Enumerable.Range(0, answers.Length).Where(i => answers[i].Grant is { Amount: > 0, EmptyAt: null }).ToArray();
        var changed = Enumerable.Range(0, answers.Length).Where(i => wishes[i].IsUrgent || answers[i].Grant.EmptyAt is not null).ToArray();
        if (slices.Length == 0 && changed.Length == 0) return;
        await using var batch = new NpgsqlBatch(connection);
        if (slices.Length == 0) batch.Then("SET LOCAL synchronous_commit = off"); // a crash of the server forgets no budget, only part of a second's rate
        else
        {
            batch.Then(
                $"""
                INSERT INTO sallyport.limit_lease AS l (counter, window_s, unit, node, boot, amount) SELECT w.counter, w.window_s, w.unit, $4, $5, ($6::bigint[])[w.n] FROM {Named}
                ON CONFLICT (counter, window_s, unit, node, boot) DO UPDATE SET amount = l.amount + excluded.amount
                """,
                [.. Names([.. slices.Select(i => wishes[i].Window)]), identity.Node, identity.Boot, slices.Select(i => answers[i].Grant.Amount).ToArray()]);
        }

        if (changed.Length > 0)
        {
            batch.Then(
                $"""
                UPDATE sallyport.limit_counter c SET empty_at = coalesce(($4::timestamptz[])[w.n], empty_at), wanted_at = CASE WHEN ($5::boolean[])[w.n] THEN clock_timestamp() ELSE wanted_at END
                FROM {Named} WHERE (c.counter, c.window_s, c.unit) = (w.counter, w.window_s, w.unit)
                """,
                [.. Names([.. changed.Select(i => wishes[i].Window)]), changed.Select(i => answers[i].Grant.EmptyAt?.UtcDateTime).ToArray(), changed.Select(i => wishes[i].IsUrgent).ToArray()]);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
