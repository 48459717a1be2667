using Sallyport.Gateway.Audit.ReadModels;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every store of read models promises.</summary>
public abstract class ReadModelStoreContract
{
    protected static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IReadModelStore Store { get; }

    [Fact]
    public async Task A_batch_is_taken_once_and_only_from_where_the_cursor_stands()
    {
        var batch = Batch(0, 10, Facts(0, 10));
        Assert.False(await Store.FoldAsync(batch with { From = 5 }, default));
        Assert.True(await Store.FoldAsync(batch, default));
        Assert.False(await Store.FoldAsync(batch, default));
        Assert.Equal(10, await Store.CursorAsync(default));
        Assert.Equal(10, (await ExchangesAsync(new FactSelection(null, null))).Count);
    }

    [Fact]
    public async Task An_exchange_comes_back_as_it_was()
    {
        var fact = new ExchangeFact(7, Noon.AddMicroseconds(1), new Party("k", "s_a", "acme", "support", "4711", "helpdesk", "prod"), new Passage("gpt-x", "openai", "openai-eu", "openai-us", "answers", "chat_completions", "internal", "redacted", "upstream_broke", true, true), new PolicyMark("v1", "legal,medical", "media"), "email request redact 2\nlink response flag 1", 1, 2, 3, 4, 5_000_000_000, 2);
        var unknown = fact with { Sequence = 8, Party = new Party("", "", "", "", "", "", ""), CostNanoUsd = null, Findings = "", Passage = fact.Passage with { Left = false, Interrupted = false } };
        await Store.FoldAsync(Batch(0, 9, [fact, unknown]), default);
        var expected = new[] { fact, unknown }.Select(f => f with { CachedInputTokens = 0, ReasoningTokens = 0 }); // only usage rows have these
        Assert.Equal(expected, await ExchangesAsync(new FactSelection(null, null)));
    }

    [Fact]
    public async Task Usage_is_the_sum_of_the_exchanges_however_they_came_in_batches()
    {
        var facts = Facts(0, 500);
        for (var at = 0; at < 500; at += 50) await Store.FoldAsync(Batch(at, at + 50, facts[at..(at + 50)]), default);
        foreach (var grain in (UsageGrain[])[UsageGrain.Hour, UsageGrain.Day])
        {
            var expected = facts.GroupBy(f => (Start: grain is UsageGrain.Hour ? UsageClock.HourOf(f.At) : UsageClock.DayOf(f.At), f.Party, f.Passage)).Select(g => (
                g.Key, g.LongCount(), g.Sum(f => f.InputTokens), g.Sum(f => f.OutputTokens), g.Sum(f => f.CachedInputTokens), g.Sum(f => f.ReasoningTokens), g.Sum(f => f.CostNanoUsd ?? 0), g.LongCount(f => f.CostNanoUsd is null && f.Passage.Left), g.Sum(f => f.Redactions)));
            Assert.Equal(expected.OrderBy(e => e.ToString()), (await UsageAsync(grain, new FactSelection(null, null))).OrderBy(e => e.ToString()));
        }
    }

    [Fact]
    public async Task A_selection_gives_what_it_asks_for_and_nothing_else()
    {
        var facts = Facts(0, 2_000);
        await Store.FoldAsync(Batch(0, 2_000, facts), default);
        foreach (var (from, to) in new (DateTimeOffset?, DateTimeOffset?)[] { (null, null), (Noon.AddHours(3), Noon.AddHours(20)), (Noon.AddMinutes(95), null), (null, Noon.AddMinutes(95)), (Noon.AddYears(5), null) })
        {
            foreach (var key in (string?[])[null, "k0", "k1", "rare", "nobody"]) // one that is in most rows, one in few, one in none
            {
                foreach (var model in (string?[])[null, "m1"])
                {
                    var found = await ExchangesAsync(new FactSelection(from, to), p => key is null || p.KeyId == key, p => model is null || p.Model == model);
                    var expected = facts.Where(f => !(f.At < from) && !(f.At >= to) && (key is null || f.Party.KeyId == key) && (model is null || f.Passage.Model == model));
                    Assert.Equal(expected.Select(f => f.Sequence), found.Select(f => f.Sequence));
                }
            }
        }
    }

    [Fact]
    public async Task A_time_filter_finds_what_a_wrong_clock_wrote()
    {
        var facts = Facts(0, 300);
        facts[200] = facts[200] with { At = Noon.AddYears(-1) };
        await Store.FoldAsync(Batch(0, 300, facts), default);
        Assert.Equal([facts[200].Sequence], (await ExchangesAsync(new FactSelection(null, Noon.AddDays(-1)))).Select(f => f.Sequence));
        Assert.Equal(299, (await ExchangesAsync(new FactSelection(Noon, null))).Count);
    }

    [Fact]
    public async Task Usage_of_a_period_has_its_hours_and_days_and_no_others()
    {
        await Store.FoldAsync(Batch(0, 2_000, Facts(0, 2_000)), default);
        var hours = (await UsageAsync(UsageGrain.Hour, new FactSelection(Noon.AddHours(2), Noon.AddHours(4)))).Select(u => u.Key.Start).Distinct().Order();
        Assert.Equal([UsageClock.HourOf(Noon) + 2, UsageClock.HourOf(Noon) + 3], hours);
        var days = (await UsageAsync(UsageGrain.Day, new FactSelection(Noon.AddHours(-12), Noon.AddHours(12)))).Select(u => u.Key.Start).Distinct();
        Assert.Equal([UsageClock.DayOf(Noon)], days);
    }

    [Fact]
    public async Task Old_rows_leave_by_their_own_limits_and_what_is_young_stays()
    {
        var facts = Facts(0, 2_000); // 33 hours
        await Store.FoldAsync(Batch(0, 2_000, facts) with { Events = [new LogEvent(1, Noon, "key.created", "k0", 0), new LogEvent(2, Noon.AddDays(1), "key.revoked", "k0", 0)] }, default);
        var now = Noon.AddHours(34);
        Assert.True(await Store.PruneAsync(new ReadModelRetention(TimeSpan.FromHours(10), TimeSpan.FromDays(400), TimeSpan.FromHours(20)), now, default) > 0);

        Assert.Equal(facts.Count(f => f.At >= Noon.AddHours(14)), (await ExchangesAsync(new FactSelection(null, null))).Count);
        Assert.Equal(UsageClock.HourOf(Noon) + 24, (await UsageAsync(UsageGrain.Hour, new FactSelection(null, null))).Min(u => u.Key.Start));
        Assert.Equal(2_000, (await UsageAsync(UsageGrain.Day, new FactSelection(null, null))).Sum(u => u.Item2));
        Assert.Equal(["key.revoked"], (await Store.EventsAsync(null, null, null, default)).Select(e => e.Action));

        Assert.True(await Store.PruneAsync(new ReadModelRetention(TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(1)), now.AddDays(30), default) > 0);
        Assert.Empty(await UsageAsync(UsageGrain.Day, new FactSelection(null, null)));
        Assert.True(await Store.FoldAsync(Batch(2_000, 2_010, [.. Facts(0, 10).Select(f => f with { Sequence = f.Sequence + 2_000, At = f.At.AddDays(32) })]), default)); // all words are gone, and come anew
        Assert.Equal(Facts(0, 10).Select(f => f.Party), (await ExchangesAsync(new FactSelection(null, null))).Select(f => f.Party));
    }

    [Fact]
    public async Task Clearing_takes_everything_and_begins_at_the_first_leaf()
    {
        await Store.FoldAsync(Batch(0, 100, Facts(0, 100)), default);
        await Store.ClearAsync(default);
        Assert.Equal(0, await Store.CursorAsync(default));
        Assert.Empty(await ExchangesAsync(new FactSelection(null, null)));
        var others = Facts(0, 3).Select(f => f with { Party = f.Party with { KeyId = "other" } }).ToArray();
        Assert.True(await Store.FoldAsync(Batch(0, 3, others), default));
        Assert.All(await ExchangesAsync(new FactSelection(null, null)), f => Assert.Equal("other", f.Party.KeyId));
    }

    [Fact]
    public async Task Events_are_found_by_target_and_time_in_the_order_of_the_log()
    {
        LogEvent[] events = [new(1, Noon, "key.created", "a", 0), new(2, Noon.AddHours(1), "gap", "", 12), new(3, Noon.AddHours(2), "key.revoked", "a", 0), new(3, Noon.AddHours(2), LogEvent.ClockBack, "gw", 11_000)];
        await Store.FoldAsync(Batch(0, 4, []) with { Events = events }, default);
        Assert.Equal([1, 3], (await Store.EventsAsync("a", null, null, default)).Select(e => e.Sequence));
        Assert.Equal(events[1], (await Store.EventsAsync(null, Noon.AddMinutes(1), Noon.AddHours(2), default)).Single());
        Assert.Equal(4, (await Store.EventsAsync(null, null, null, default)).Count);
    }

    [Fact]
    public async Task A_cancelled_scan_ends()
    {
        for (var at = 0; at < 5_000; at += 1_000) await Store.FoldAsync(Batch(at, at + 1_000, Facts(at, at + 1_000)), default);
        using var cancellation = new CancellationTokenSource();
        var visits = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ScanExchangesAsync(_ => new FactSelection(null, null), (in Fact _) => { if (visits++ == 0) cancellation.Cancel(); }, cancellation.Token));
        Assert.InRange(visits, 1, 4_999);
    }

    protected static FoldBatch Batch(long from, long to, IReadOnlyList<ExchangeFact> facts) => new(from, to, facts, []);

    /// <summary>A minute apart from noon on: a third of the time one key, ten keys, and one that is rare; some blocked, some without a price.</summary>
    protected static ExchangeFact[] Facts(int from, int to) => [.. Enumerable.Range(from, to - from).Select(i =>
    {
        var key = i % 97 == 0 ? "rare" : i % 3 == 0 ? "k0" : "k" + (i % 10);
        var blocked = i % 7 == 0;
        return new ExchangeFact(
            i, Noon.AddMinutes(i), new Party(key, "s_" + key, "acme", "t" + (i % 2), "", "", "prod"),
            new Passage(blocked ? "" : "m" + (i % 3), blocked ? "" : "openai", blocked ? "" : "openai-eu", "", "", "chat_completions", "internal", blocked ? "blocked" : "allowed", blocked ? "guardrail_blocked" : "", !blocked, false),
            new PolicyMark("v" + (i / 700), "", ""), blocked ? "email request block 1" : "", i, 2 * i, i / 2, i / 3, i % 11 == 0 || blocked ? null : 100 * i, i % 5);
    })];

    /// <summary>By sequence number; words in place of numbers.</summary>
    protected async Task<List<ExchangeFact>> ExchangesAsync(FactSelection selection, Func<Party, bool>? party = null, Func<Passage, bool>? passage = null)
    {
        var (found, words) = (new List<ExchangeFact>(), (FactDictionary?)null);
        await Store.ScanExchangesAsync(
            w =>
            {
                words = w;
                return selection with { Parties = party is null ? null : FactDictionary.Mask(w.Parties, party), Passages = passage is null ? null : FactDictionary.Mask(w.Passages, passage) };
            },
            (in Fact f) => found.Add(new ExchangeFact(f.Sequence, UsageClock.TimeOf(f.AtMicroseconds), words!.Parties[f.Party]!, words.Passages[f.Passage]!, words.Policies[f.Policy]!, words.Findings[f.Findings]!, f.InputTokens, f.OutputTokens, 0, 0, f.CostNanoUsd < 0 ? null : f.CostNanoUsd, f.Redactions)),
            default);
        return [.. found.OrderBy(f => f.Sequence)];
    }

    private async Task<List<((long Start, Party Party, Passage Passage) Key, long, long, long, long, long, long, long, long)>> UsageAsync(UsageGrain grain, FactSelection selection)
    {
        var (found, words) = (new List<((long, Party, Passage), long, long, long, long, long, long, long, long)>(), (FactDictionary?)null);
        await Store.ScanUsageAsync(
            grain,
            w =>
            {
                words = w;
                return selection;
            },
            (in UsageFact u) => found.Add(((u.Start, words!.Parties[u.Party]!, words.Passages[u.Passage]!), u.Requests, u.InputTokens, u.OutputTokens, u.CachedInputTokens, u.ReasoningTokens, u.CostNanoUsd, u.Unpriced, u.Redactions)),
            default);
        return found;
    }
}
