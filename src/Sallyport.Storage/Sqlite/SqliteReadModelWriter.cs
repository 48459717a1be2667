using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Storage.Sqlite;

/// <summary>Folds batches into the tables of the read models through statements that stay prepared. For one thread at a time.</summary>
internal sealed class SqliteReadModelWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteWordTable<Party> _parties;
    private readonly SqliteWordTable<Passage> _passages;
    private readonly SqliteWordTable<PolicyMark> _policies;
    private readonly SqliteWordTable<string> _findings;
    private readonly SqliteStatement _exchange, _hour, _usage, _event;
    private long _epoch;

    public SqliteReadModelWriter(SqliteDatabase database)
    {
        _connection = database.OpenOwn();
        // What a power cut takes away is folded again: the cursor goes with it.
        // Its rows are touched again and again within an hour: 32 MiB of pages at hand, and copied back each 64 MiB, spare the disk most of that.
        _connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 8000");
        _parties = new(_connection, "party", ["key_id", "subject", "organization", "team", "department", "application", "environment"], static (s, p) =>
            s.Bind(1, p.KeyId).Bind(2, p.Subject).Bind(3, p.Organization).Bind(4, p.Team).Bind(5, p.Department).Bind(6, p.Application).Bind(7, p.Environment));
        _passages = new(_connection, "passage", ["model", "provider", "upstream", "first_upstream", "purpose", "endpoint", "sensitivity", "decision", "code", "has_left", "interrupted"], static (s, p) =>
            s.Bind(1, p.Model).Bind(2, p.Provider).Bind(3, p.Upstream).Bind(4, p.FirstUpstream).Bind(5, p.Purpose).Bind(6, p.Endpoint).Bind(7, p.Sensitivity).Bind(8, p.Decision).Bind(9, p.Code)
                .Bind(10, p.Left ? 1 : 0).Bind(11, p.Interrupted ? 1 : 0));
        _policies = new(_connection, "policy_mark", ["version", "labels", "unscanned"], static (s, p) => s.Bind(1, p.Version).Bind(2, p.Labels).Bind(3, p.Unscanned));
        _findings = new(_connection, "finding_set", ["findings"], static (s, f) => s.Bind(1, f));
        _exchange = new(_connection, "INSERT INTO exchange (seq, at_us, party, passage, policy, findings, input, output, cost, redactions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _hour = new(_connection, "INSERT INTO exchange_hour (hour, first_seq, last_seq) VALUES (?, ?, ?) ON CONFLICT (hour) DO UPDATE SET first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq)");
        _usage = new(
            _connection,
            """
            INSERT INTO usage (grain, start, party, passage, requests, input, output, cached, reasoning, cost, unpriced, redactions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (grain, start, party, passage) DO UPDATE SET requests = requests + excluded.requests, input = input + excluded.input, output = output + excluded.output,
              cached = cached + excluded.cached, reasoning = reasoning + excluded.reasoning, cost = cost + excluded.cost, unpriced = unpriced + excluded.unpriced, redactions = redactions + excluded.redactions
            """);
        _event = new(_connection, "INSERT INTO event (seq, at_us, action, target, amount) VALUES (?, ?, ?, ?, ?)");
    }

    /// <returns>False if the cursor stands elsewhere; then nothing changed.</returns>
    public bool Fold(FoldBatch batch)
    {
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            if (_connection.Number("SELECT cursor FROM fold_state") != batch.From) return false;
            var epoch = _connection.Number("SELECT epoch FROM fold_state");
            if (epoch != _epoch) Forget();
            _epoch = epoch;
            AddExchanges(batch.Exchanges);
            foreach (var e in batch.Events) _event.Bind(1, e.Sequence).Bind(2, e.At.ToMicroseconds()).Bind(3, e.Action).Bind(4, e.Target).Bind(5, e.Amount).Run();
            _connection.Execute("UPDATE fold_state SET cursor = $to", ("$to", batch.To));
            transaction.Commit();
            return true;
        }
        catch
        {
            Forget(); // numbers that were given in a transaction that is no more
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_parties, _passages, _policies, _findings, _exchange, _hour, _usage, _event, _connection]) part.Dispose();
    }

    private void AddExchanges(IReadOnlyList<ExchangeFact> exchanges)
    {
        var usage = new Dictionary<(UsageGrain Grain, long Start, int Party, int Passage), UsageFact>();
        var hours = new Dictionary<long, (long First, long Last)>();
        foreach (var fact in exchanges)
        {
            var at = fact.At.ToMicroseconds();
            var (hour, day) = (UsageClock.HourOf(at), UsageClock.DayOf(at));
            var (party, passage) = (_parties.NumberOf(fact.Party, day), _passages.NumberOf(fact.Passage, day));
            _exchange.Bind(1, fact.Sequence).Bind(2, at).Bind(3, party).Bind(4, passage).Bind(5, _policies.NumberOf(fact.Policy, day)).Bind(6, _findings.NumberOf(fact.Findings, day))
                .Bind(7, fact.InputTokens).Bind(8, fact.OutputTokens).Bind(10, fact.Redactions);
            if (fact.CostNanoUsd is { } cost) _exchange.Bind(9, cost);
            else _exchange.BindNull(9);
            _exchange.Run();
            hours[hour] = hours.TryGetValue(hour, out var range) ? (range.First, fact.Sequence) : (fact.Sequence, fact.Sequence);
            Add(usage, (UsageGrain.Hour, hour, party, passage), fact);
            Add(usage, (UsageGrain.Day, day, party, passage), fact);
        }

        foreach (var (hour, (first, last)) in hours) _hour.Bind(1, hour).Bind(2, first).Bind(3, last).Run();
        foreach (var (key, sum) in usage.OrderBy(u => u.Key)) // in the order of the table: neighbours share pages
        {
            _usage.Bind(1, (long)key.Grain).Bind(2, key.Start).Bind(3, key.Party).Bind(4, key.Passage).Bind(5, sum.Requests).Bind(6, sum.InputTokens).Bind(7, sum.OutputTokens)
                .Bind(8, sum.CachedInputTokens).Bind(9, sum.ReasoningTokens).Bind(10, sum.CostNanoUsd).Bind(11, sum.Unpriced).Bind(12, sum.Redactions).Run();
        }
    }

    private static void Add(Dictionary<(UsageGrain Grain, long Start, int Party, int Passage), UsageFact> usage, (UsageGrain Grain, long Start, int Party, int Passage) key, ExchangeFact fact)
    {
        usage.TryGetValue(key, out var sum);
        usage[key] = new UsageFact(
            key.Start,
            key.Party,
            key.Passage,
            sum.Requests + 1,
            sum.InputTokens + fact.InputTokens,
            sum.OutputTokens + fact.OutputTokens,
            sum.CachedInputTokens + fact.CachedInputTokens,
            sum.ReasoningTokens + fact.ReasoningTokens,
            sum.CostNanoUsd + (fact.CostNanoUsd ?? 0),
            sum.Unpriced + (fact.CostNanoUsd is null && fact.Passage.Left ? 1 : 0),
            sum.Redactions + fact.Redactions);
    }

    private void Forget()
    {
        _parties.Forget();
        _passages.Forget();
        _policies.Forget();
        _findings.Forget();
    }
}
