using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Storage.Postgres;

/// <summary>Adds a batch to the tables of the read models, inside of a transaction: each table in one statement.</summary>
internal static class PostgresReadModelWriter
{
    public static async Task AddAsync(NpgsqlConnection connection, FoldBatch batch, CancellationToken cancellation)
    {
        var facts = batch.Exchanges;
        if (facts.Count > 0)
        {
            var parties = await NumbersAsync(connection, "usage_party", facts.Select(f => (f.Party, Day(f))), static p => [p.KeyId, p.Subject, p.Organization, p.Team, p.Department, p.Application, p.Environment], cancellation);
            var passages = await NumbersAsync(
                connection,
                "usage_passage",
                facts.Select(f => (f.Passage, Day(f))),
                static p => [p.Model, p.Provider, p.Upstream, p.FirstUpstream, p.Purpose, p.Endpoint, p.Sensitivity, p.Decision, p.Code, p.Left ? "1" : "0", p.Interrupted ? "1" : "0"],
                cancellation);
            var policies = await NumbersAsync(connection, "usage_policy", facts.Select(f => (f.Policy, Day(f))), static p => [p.Version, p.Labels, p.Unscanned], cancellation);
            var findings = await NumbersAsync(connection, "usage_findings", facts.Select(f => (f.Findings, Day(f))), static f => [f], cancellation);
            await AddExchangesAsync(connection, facts, [.. facts.Select(f => parties[f.Party])], [.. facts.Select(f => passages[f.Passage])], [.. facts.Select(f => policies[f.Policy])], [.. facts.Select(f => findings[f.Findings])], cancellation);
            foreach (var grain in (UsageGrain[])[UsageGrain.Hour, UsageGrain.Day]) await AddUsageAsync(connection, grain, facts, parties, passages, cancellation);
        }

        if (batch.Events.Count == 0) return;
        await connection.ExecuteAsync(
            "INSERT INTO sallyport.log_event (seq, at, action, target, amount) SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[])",
            [
                batch.Events.Select(e => e.Sequence).ToArray(),
                batch.Events.Select(e => e.At.ToUniversalTime()).ToArray(),
                batch.Events.Select(e => PostgresCommands.Readable(e.Action)!).ToArray(),
                batch.Events.Select(e => PostgresCommands.Readable(e.Target)!).ToArray(),
                batch.Events.Select(e => e.Amount).ToArray(),
            ],
            cancellation);
    }

    /// <summary>Number of each value; one that is new gets one. The day of use is brought up to date.</summary>
    private static async Task<Dictionary<T, int>> NumbersAsync<T>(NpgsqlConnection connection, string table, IEnumerable<(T Value, int Day)> uses, Func<T, string[]> wordsOf, CancellationToken cancellation)
        where T : notnull
    {
        var values = uses.GroupBy(u => u.Value).Select(g => (Value: g.Key, Day: g.Max(u => u.Day), Words: Array.ConvertAll(wordsOf(g.Key), w => PostgresCommands.Readable(w)!))).Select(v => (v.Value, v.Day, v.Words, Digest: DigestOf(v.Words))).ToList();
        var rows = values.GroupBy(v => v.Digest, StringComparer.Ordinal).ToList(); // two values may differ in what the server cannot hold
        var numbers = await connection.ListAsync(
            $"""
            WITH given AS (SELECT * FROM unnest($1::bytea[], $2::text[], $3::integer[]) AS g (digest, words, day)),
            added AS (
              INSERT INTO sallyport.{table} (digest, words, last_day)
              SELECT digest, ARRAY(SELECT jsonb_array_elements_text(words::jsonb)), day FROM given
              WHERE NOT EXISTS (SELECT 1 FROM sallyport.{table} t WHERE t.digest = given.digest)
              RETURNING digest, id),
            used AS (
              UPDATE sallyport.{table} t SET last_day = given.day FROM given WHERE t.digest = given.digest AND t.last_day < given.day)
            SELECT digest, id FROM added
            UNION ALL SELECT t.digest, t.id FROM sallyport.{table} t JOIN given USING (digest)
            """,
            [
                rows.ConvertAll(r => Convert.FromHexString(r.Key)).ToArray(),
                rows.ConvertAll(r => JsonSerializer.Serialize(r.First().Words)).ToArray(), // an array of arrays is a rectangle to the server, and unnest would take it apart
                rows.ConvertAll(r => r.Max(v => v.Day)).ToArray(),
            ],
            row => (Digest: Convert.ToHexString(row.GetFieldValue<byte[]>(0)), Id: row.GetInt32(1)),
            cancellation);
        var byDigest = numbers.ToDictionary(n => n.Digest, n => n.Id, StringComparer.Ordinal);
        return values.ToDictionary(v => v.Value, v => byDigest[v.Digest]);
    }

    private static Task AddExchangesAsync(NpgsqlConnection connection, IReadOnlyList<ExchangeFact> facts, int[] parties, int[] passages, int[] policies, int[] findings, CancellationToken cancellation) => connection.ExecuteAsync(
        """
        INSERT INTO sallyport.exchange_fact (seq, at, cost, input, output, redactions, party, passage, policy, findings)
        SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::integer[], $8::integer[], $9::integer[], $10::integer[])
        """,
        [
            facts.Select(f => f.Sequence).ToArray(),
            facts.Select(f => f.At.ToUniversalTime()).ToArray(),
            facts.Select(f => f.CostNanoUsd).ToArray(),
            facts.Select(f => f.InputTokens).ToArray(),
            facts.Select(f => f.OutputTokens).ToArray(),
            facts.Select(f => f.Redactions).ToArray(),
            parties,
            passages,
            policies,
            findings,
        ],
        cancellation);

    private static Task AddUsageAsync(NpgsqlConnection connection, UsageGrain grain, IReadOnlyList<ExchangeFact> facts, Dictionary<Party, int> parties, Dictionary<Passage, int> passages, CancellationToken cancellation)
    {
        var sums = facts.GroupBy(f => (Start: grain is UsageGrain.Hour ? UsageClock.HourOf(f.At) : UsageClock.DayOf(f.At), Party: parties[f.Party], Passage: passages[f.Passage])).OrderBy(g => g.Key).ToList();
        long[] Sum(Func<ExchangeFact, long> of) => [.. sums.Select(g => g.Sum(of))];
        return connection.ExecuteAsync(
            """
            INSERT INTO sallyport.usage AS u (grain, start, party, passage, requests, input, output, cached, reasoning, cost, unpriced, redactions)
            SELECT $1, * FROM unnest($2::bigint[], $3::integer[], $4::integer[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
            ON CONFLICT (grain, start, party, passage) DO UPDATE SET requests = u.requests + excluded.requests, input = u.input + excluded.input, output = u.output + excluded.output, cached = u.cached + excluded.cached,
              reasoning = u.reasoning + excluded.reasoning, cost = u.cost + excluded.cost, unpriced = u.unpriced + excluded.unpriced, redactions = u.redactions + excluded.redactions
            """,
            [
                (short)grain,
                sums.ConvertAll(g => g.Key.Start).ToArray(),
                sums.ConvertAll(g => g.Key.Party).ToArray(),
                sums.ConvertAll(g => g.Key.Passage).ToArray(),
                Sum(_ => 1),
                Sum(f => f.InputTokens),
                Sum(f => f.OutputTokens),
                Sum(f => f.CachedInputTokens),
                Sum(f => f.ReasoningTokens),
                Sum(f => f.CostNanoUsd ?? 0),
                Sum(f => f.CostNanoUsd is null && f.Passage.Left ? 1 : 0),
                Sum(f => f.Redactions),
            ],
            cancellation);
    }

    private static int Day(ExchangeFact fact) => (int)UsageClock.DayOf(fact.At);

    private static string DigestOf(string[] words) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(words)));
}
