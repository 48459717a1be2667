using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Storage.Memory;

/// <summary>Read models in memory, for tests: keeps the facts themselves and sums them up when asked.</summary>
public sealed class MemoryReadModelStore : IReadModelStore
{
    private readonly Lock _gate = new();
    private readonly List<ExchangeFact> _facts = [];
    private readonly Dictionary<(UsageGrain Grain, long Start, Party Party, Passage Passage), UsageFact> _usage = [];
    private readonly List<LogEvent> _events = [];
    private long _cursor;

    public ValueTask<long> CursorAsync(CancellationToken cancellation)
    {
        lock (_gate) return new(_cursor);
    }

    public ValueTask<bool> FoldAsync(FoldBatch batch, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (batch.From != _cursor) return new(false);
            _facts.AddRange(batch.Exchanges);
            _events.AddRange(batch.Events);
            foreach (var fact in batch.Exchanges)
            {
                Add((UsageGrain.Hour, UsageClock.HourOf(fact.At), fact.Party, fact.Passage), fact);
                Add((UsageGrain.Day, UsageClock.DayOf(fact.At), fact.Party, fact.Passage), fact);
            }

            _cursor = batch.To;
            return new(true);
        }
    }

    public ValueTask ClearAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _facts.Clear();
            _usage.Clear();
            _events.Clear();
            _cursor = 0;
            return default;
        }
    }

    public ValueTask<long> PruneAsync(ReadModelRetention retention, DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var (oldest, removed) = (UsageClock.TimeOf(UsageGrain.Hour, UsageClock.HourOf(now - retention.Exchanges)), 0L);
            removed += _facts.RemoveAll(f => f.At < oldest);
            removed += _events.RemoveAll(e => e.At > DateTimeOffset.UnixEpoch && e.At < now - retention.Exchanges);
            foreach (var key in _usage.Keys.Where(k => k.Start < (k.Grain is UsageGrain.Hour ? UsageClock.HourOf(now - retention.Hours) : UsageClock.DayOf(now - retention.Days))).ToList())
            {
                _usage.Remove(key);
                removed++;
            }

            return new(removed);
        }
    }

    public ValueTask ScanExchangesAsync(Func<FactDictionary, FactSelection> select, FactVisitor visit, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var words = Words();
            var wanted = select(words);
            foreach (var f in _facts.Where(f => !(f.At < wanted.From) && !(f.At >= wanted.To)))
            {
                cancellation.ThrowIfCancellationRequested();
                var fact = new Fact(f.Sequence, UsageClock.MicrosecondsOf(f.At), NumberOf(words.Parties, f.Party), NumberOf(words.Passages, f.Passage), NumberOf(words.Policies, f.Policy), NumberOf(words.Findings, f.Findings), f.InputTokens, f.OutputTokens, f.CostNanoUsd ?? -1, f.Redactions);
                if (wanted.Parties?[fact.Party] is false || wanted.Passages?[fact.Passage] is false || wanted.Policies?[fact.Policy] is false) continue;
                visit(fact);
            }
        }

        return default;
    }

    public ValueTask ScanUsageAsync(UsageGrain grain, Func<FactDictionary, FactSelection> select, UsageVisitor visit, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var words = Words();
            var wanted = select(words);
            foreach (var (key, sum) in _usage.Where(u => u.Key.Grain == grain))
            {
                var at = UsageClock.TimeOf(grain, key.Start);
                var row = sum with { Party = NumberOf(words.Parties, key.Party), Passage = NumberOf(words.Passages, key.Passage) };
                var end = at + (grain is UsageGrain.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1));
                if (end <= wanted.From || at >= wanted.To || wanted.Parties?[row.Party] is false || wanted.Passages?[row.Passage] is false) continue;
                visit(row);
            }
        }

        return default;
    }

    public ValueTask<IReadOnlyList<LogEvent>> EventsAsync(string? target, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation)
    {
        lock (_gate) return new([.. _events.Where(e => (target is null || e.Target == target) && !(e.At < from) && !(e.At >= to)).OrderBy(e => e.Sequence)]);
    }

    private void Add((UsageGrain Grain, long Start, Party Party, Passage Passage) key, ExchangeFact fact)
    {
        var sum = _usage.GetValueOrDefault(key);
        var unpriced = fact.CostNanoUsd is null && fact.Passage.Left ? 1 : 0;
        _usage[key] = new UsageFact(
            key.Start, 0, 0, sum.Requests + 1, sum.InputTokens + fact.InputTokens, sum.OutputTokens + fact.OutputTokens, sum.CachedInputTokens + fact.CachedInputTokens, sum.ReasoningTokens + fact.ReasoningTokens,
            sum.CostNanoUsd + (fact.CostNanoUsd ?? 0), sum.Unpriced + unpriced, sum.Redactions + fact.Redactions);
    }

    private FactDictionary Words() => new(
        [.. _facts.Select(f => f.Party).Concat(_usage.Keys.Select(k => k.Party)).Distinct()],
        [.. _facts.Select(f => f.Passage).Concat(_usage.Keys.Select(k => k.Passage)).Distinct()],
        [.. _facts.Select(f => f.Policy).Distinct()],
        [.. _facts.Select(f => f.Findings).Distinct()]);

    private static int NumberOf<T>(IReadOnlyList<T?> values, T value)
        where T : class
    {
        for (var i = 0; i < values.Count; i++)
            if (value.Equals(values[i])) return i;
        return -1;
    }
}
