using Npgsql;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Storage.Postgres;

/// <summary>Read models in PostgreSQL, which all gateways of a database share: whoever comes first folds.</summary>
internal sealed class PostgresReadModelStore(PostgresDatabase database) : IReadModelStore
{
    /// <summary>Rows of one call: well within its deadline.</summary>
    private const int Page = 50_000, PruneStep = 5_000;

    private static readonly string[] Dictionaries = ["usage_party", "usage_passage", "usage_policy", "usage_findings"];

    public ValueTask<long> CursorAsync(CancellationToken cancellation) => database.CallAsync(
        async (connection, token) => (long)(await connection.ScalarAsync("SELECT cursor FROM sallyport.fold_state", [], token))!,
        cancellation);

    public ValueTask<bool> FoldAsync(FoldBatch batch, CancellationToken cancellation) => database.WriteAsync(
        async (connection, token) =>
        {
            if (await connection.ScalarAsync("SELECT cursor FROM sallyport.fold_state FOR UPDATE", [], token) is not long cursor || cursor != batch.From) return false;
            await PostgresReadModelWriter.AddAsync(connection, batch, token);
            await connection.ExecuteAsync("UPDATE sallyport.fold_state SET cursor = $1", [batch.To], token);
            return true;
        },
        cancellation);

    public async ValueTask ClearAsync(CancellationToken cancellation) => await database.WriteAsync(
        async (connection, token) =>
        {
            // The same row first as who folds, so that the two take turns instead of locking each other out.
            await connection.ScalarAsync("SELECT cursor FROM sallyport.fold_state FOR UPDATE", [], token);
            await connection.ExecuteAsync("TRUNCATE sallyport.exchange_fact, sallyport.usage, sallyport.log_event, sallyport.usage_party, sallyport.usage_passage, sallyport.usage_policy, sallyport.usage_findings", [], token);
            await connection.ExecuteAsync("UPDATE sallyport.fold_state SET cursor = 0", [], token);
            return true;
        },
        cancellation);

    public async ValueTask<long> PruneAsync(ReadModelRetention retention, DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = now - retention.Exchanges;
        var removed = await DeleteAsync("DELETE FROM sallyport.usage WHERE ctid = ANY(ARRAY(SELECT ctid FROM sallyport.usage WHERE grain = 1 AND start < $1 LIMIT $2))", UsageClock.HourOf(now - retention.Hours), cancellation)
            + await DeleteAsync("DELETE FROM sallyport.usage WHERE ctid = ANY(ARRAY(SELECT ctid FROM sallyport.usage WHERE grain = 2 AND start < $1 LIMIT $2))", UsageClock.DayOf(now - retention.Days), cancellation)
            + await DeleteAsync("DELETE FROM sallyport.exchange_fact WHERE ctid = ANY(ARRAY(SELECT ctid FROM sallyport.exchange_fact WHERE at < $1 LIMIT $2))", UsageClock.TimeOf(UsageGrain.Hour, UsageClock.HourOf(oldest)), cancellation)
            + await DeleteAsync("DELETE FROM sallyport.log_event WHERE ctid = ANY(ARRAY(SELECT ctid FROM sallyport.log_event WHERE at > 'epoch' AND at < $1 LIMIT $2))", oldest, cancellation);

        // A word is used by rows of any grain, so it must be older than all of them. Under the lock, so that nobody is about to use it again.
        var words = UsageClock.DayOf(now - TimeSpan.FromTicks(Math.Max(retention.Exchanges.Ticks, retention.Days.Ticks))) - 1;
        await database.WriteAsync(
            async (connection, token) =>
            {
                await connection.ScalarAsync("SELECT cursor FROM sallyport.fold_state FOR UPDATE", [], token);
                foreach (var table in Dictionaries) removed += await connection.ExecuteAsync($"DELETE FROM sallyport.{table} WHERE last_day < $1", [words], token);
                return true;
            },
            cancellation);
        return removed;
    }

    public async ValueTask ScanExchangesAsync(Func<FactDictionary, FactSelection> select, FactVisitor visit, CancellationToken cancellation)
    {
        // Rows never change and come in order, so everything below the cursor of now is one view, and its words are there already.
        var (end, words) = await database.CallAsync(async (connection, token) => ((long)(await connection.ScalarAsync("SELECT cursor FROM sallyport.fold_state", [], token))!, await WordsAsync(connection, token)), cancellation);
        var wanted = select(words);
        object?[] filters = [wanted.From, wanted.To, NumbersOf(wanted.Parties), NumbersOf(wanted.Passages), NumbersOf(wanted.Policies)];
        for (var next = 0L; ;)
        {
            var page = await database.CallAsync(
                (connection, token) => connection.ListAsync(
                    """
                    SELECT seq, at, party, passage, policy, findings, input, output, cost, redactions FROM sallyport.exchange_fact
                    WHERE seq >= $6 AND seq < $7 AND ($1::timestamptz IS NULL OR at >= $1) AND ($2::timestamptz IS NULL OR at < $2)
                      AND ($3::integer[] IS NULL OR party = ANY($3)) AND ($4::integer[] IS NULL OR passage = ANY($4)) AND ($5::integer[] IS NULL OR policy = ANY($5))
                    ORDER BY seq LIMIT $8
                    """,
                    [.. filters, next, end, Page],
                    Fact,
                    token),
                cancellation);
            foreach (var fact in page)
            {
                cancellation.ThrowIfCancellationRequested();
                visit(fact);
            }

            if (page.Count < Page) return;
            next = page[^1].Sequence + 1;
        }
    }

    public async ValueTask ScanUsageAsync(UsageGrain grain, Func<FactDictionary, FactSelection> select, UsageVisitor visit, CancellationToken cancellation)
    {
        var rows = await database.CallAsync(
            async (connection, token) =>
            {
                await using var view = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
                var wanted = select(await WordsAsync(connection, token));
                long? Start(DateTimeOffset? time) => time is { } at ? grain is UsageGrain.Hour ? UsageClock.HourOf(at) : UsageClock.DayOf(at) : null;
                return await connection.ListAsync(
                    """
                    SELECT start, party, passage, requests, input, output, cached, reasoning, cost, unpriced, redactions FROM sallyport.usage
                    WHERE grain = $1 AND start >= $2 AND start <= $3 AND ($4::integer[] IS NULL OR party = ANY($4)) AND ($5::integer[] IS NULL OR passage = ANY($5))
                    """,
                    [(short)grain, Start(wanted.From) ?? long.MinValue, Start(wanted.To?.AddTicks(-1)) ?? long.MaxValue, NumbersOf(wanted.Parties), NumbersOf(wanted.Passages)],
                    row => new UsageFact(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10)),
                    token);
            },
            cancellation);
        foreach (var row in rows) visit(row);
    }

    public ValueTask<IReadOnlyList<LogEvent>> EventsAsync(string? target, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation) => database.CallAsync<IReadOnlyList<LogEvent>>(
        async (connection, token) => await connection.ListAsync(
            """
            SELECT seq, at, action, target, amount FROM sallyport.log_event
            WHERE ($1::text IS NULL OR target = $1) AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3) ORDER BY seq
            """,
            [PostgresCommands.Readable(target), from, to],
            row => new LogEvent(row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetInt64(4)),
            token),
        cancellation);

    private static async Task<FactDictionary> WordsAsync(NpgsqlConnection connection, CancellationToken cancellation) => new(
        await LoadAsync(connection, "usage_party", w => new Party(w[0], w[1], w[2], w[3], w[4], w[5], w[6]), cancellation),
        await LoadAsync(connection, "usage_passage", w => new Passage(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9] == "1", w[10] == "1"), cancellation),
        await LoadAsync(connection, "usage_policy", w => new PolicyMark(w[0], w[1], w[2]), cancellation),
        await LoadAsync(connection, "usage_findings", w => w[0], cancellation));

    private static async Task<IReadOnlyList<T?>> LoadAsync<T>(NpgsqlConnection connection, string table, Func<string[], T> read, CancellationToken cancellation)
        where T : class
    {
        var rows = await connection.ListAsync($"SELECT id, words FROM sallyport.{table} ORDER BY id", [], row => (Id: row.GetInt32(0), Value: read(row.GetFieldValue<string[]>(1))), cancellation);
        var values = new T?[rows.Count == 0 ? 0 : rows[^1].Id + 1];
        foreach (var (id, value) in rows) values[id] = value;
        return values;
    }

    private static Fact Fact(NpgsqlDataReader row) => new(
        row.GetInt64(0), UsageClock.MicrosecondsOf(row.Time(1)), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt64(6), row.GetInt64(7), row.IsDBNull(8) ? -1 : row.GetInt64(8), row.GetInt64(9));

    /// <summary>The numbers whose flags are set; null for all.</summary>
    private static int[]? NumbersOf(bool[]? mask) => mask is null ? null : [.. Enumerable.Range(0, mask.Length).Where(i => mask[i])];

    private async ValueTask<long> DeleteAsync(string sql, object before, CancellationToken cancellation)
    {
        for (var removed = 0L; ;)
        {
            var count = await database.CallAsync((connection, token) => connection.ExecuteAsync(sql, [before, PruneStep], token), cancellation);
            removed += count;
            if (count < PruneStep) return removed;
        }
    }
}
