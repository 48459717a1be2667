using FsCheck;
using FsCheck.Fluent;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Storage.Memory;
using Xunit;

namespace Sallyport.Tests.Admission;

public sealed class LimitCountersTests
{
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly LimitCounters _counters;

    public LimitCountersTests() => _counters = new LimitCounters(new MemoryLimitStore(), _clock);

    [Fact]
    public void Of_1000_calls_at_once_at_10_cents_a_5_dollar_budget_admits_exactly_50()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 5_000_000_000));
        var admitted = 0;
        Parallel.For(0, 1_000, _ =>
        {
            if (_counters.Try(Rules.Usd(100_000_000), counter).Take is not { } take) return;
            Interlocked.Increment(ref admitted);
            take.BeginRecording();
            take.Settle(Rules.Usd(100_000_000));
        });
        Assert.Equal(50, admitted);
    }

    [Fact]
    public void An_exchange_takes_from_all_its_counters_or_from_none()
    {
        var (first, second) = (Key(Rules.Of(LimitUnit.Requests, LimitWindow.Day, 10, id: "a")), Key(Rules.Of(LimitUnit.Requests, LimitWindow.Day, 1, id: "b")));
        using var take = _counters.Take(Rules.Once, second);
        Assert.Equal(second, _counters.Refusal(Rules.Once, first, second).Counter);
        for (var i = 0; i < 10; i++) Assert.NotNull(_counters.Try(Rules.Once, first).Take);
        Assert.Equal(first, _counters.Refusal(Rules.Once, first).Counter);
    }

    [Fact]
    public void Settling_gives_back_what_was_not_used()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 100));
        var take = _counters.Take(Rules.Usd(90), counter);
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, 90, 0)], take.Charges);
        take.BeginRecording();
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, -90, 30)], take.Settle(Rules.Usd(30)));
        Assert.Equal((30, 0, 70), Reading(counter));
        Assert.NotNull(_counters.Try(Rules.Usd(70), counter).Take);
    }

    [Fact]
    public void What_cost_more_than_was_reserved_is_not_hidden()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 100));
        var take = _counters.Take(Rules.Usd(90), counter);
        take.BeginRecording();
        take.Settle(Rules.Usd(250));
        Assert.Equal((250, 0, 0), Reading(counter));
        Assert.Equal(0, _counters.Refusal(Rules.Usd(1), counter).Remaining);
    }

    [Fact]
    public void An_agent_that_asks_for_much_and_uses_little_is_let_in_where_the_budget_is_bounded()
    {
        var strict = Key(Rules.Of(LimitUnit.Tokens, LimitWindow.Day, 50_000, id: "strict"));
        var bounded = Key(Rules.Of(LimitUnit.Tokens, LimitWindow.Day, 50_000, overshoot: 64_000, id: "bounded"));
        Assert.Null(_counters.Refusal(Rules.Tokens(64_300), strict).Wait); // no window of this limit ever holds it
        for (var i = 0; i < 167; i++)
        {
            var take = _counters.Take(Rules.Tokens(64_000), bounded);
            take.BeginRecording();
            take.Settle(Rules.Tokens(300));
        }

        var refusal = _counters.Refusal(Rules.Tokens(64_000), bounded); // 50,100 are spent
        Assert.Equal((0, TimeSpan.FromHours(12)), (refusal.Remaining, refusal.Wait));
    }

    [Fact]
    public void A_bounded_budget_never_goes_over_its_bound_by_reserving()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 100, overshoot: 50));
        _counters.Take(Rules.Usd(80), counter);
        _counters.Take(Rules.Usd(70), counter);
        Assert.NotNull(_counters.Try(Rules.Usd(1), counter).Refusal);
    }

    [Fact]
    public void A_released_take_leaves_nothing_behind()
    {
        Counter[] all = [Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Month, 5, id: "m")), Key(Rules.Of(LimitUnit.Requests, LimitWindow.Minute, 1, id: "r")), Key(Rules.Of(LimitUnit.Requests, LimitWindow.Open, 1, id: "o"))];
        for (var i = 0; i < 100; i++) _counters.Take(Rules.Usd(5), all).Release();
        for (var i = 0; i < 100; i++) _counters.Take(Rules.Usd(5), all).Dispose();
        Assert.NotNull(_counters.Try(Rules.Usd(5), all).Take);
    }

    [Fact]
    public void A_take_that_may_be_recorded_and_is_dropped_stays_charged_in_full()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 100));
        var take = _counters.Take(Rules.Usd(60), counter);
        take.BeginRecording();
        Assert.Throws<InvalidOperationException>(take.Release);
        take.Dispose();
        Assert.Equal((60, 0, 40), Reading(counter));
    }

    [Fact]
    public void A_place_is_held_while_the_exchange_is_open()
    {
        var counter = Key(Rules.Of(LimitUnit.Requests, LimitWindow.Open, 2));
        var one = _counters.Take(default, counter);
        var two = _counters.Take(default, counter);
        Assert.NotNull(_counters.Try(default, counter).Refusal);
        Assert.Empty(one.Charges);
        one.Settle(Rules.Once);
        two.Dispose();
        _counters.Take(default, counter);
        Assert.NotNull(_counters.Try(default, counter).Take);
    }

    [Fact]
    public void A_rate_says_how_long_to_wait_and_keeps_its_word()
    {
        var counter = Key(Rules.Of(LimitUnit.Requests, LimitWindow.Second, 5, burst: 5));
        for (var i = 0; i < 5; i++) _counters.Take(Rules.Once, counter);
        var refusal = _counters.Refusal(Rules.Once, counter);
        Assert.Equal((5, 0, TimeSpan.FromMilliseconds(200)), (refusal.Limit, refusal.Remaining, refusal.Wait));
        _clock.Pass(refusal.Wait!.Value);
        Assert.NotNull(_counters.Try(Rules.Once, counter).Take);
    }

    [Fact]
    public void What_only_waits_for_open_exchanges_is_worth_a_try_soon()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Total, 100));
        var take = _counters.Take(Rules.Usd(100), counter);
        Assert.Equal(TimeSpan.FromSeconds(1), _counters.Refusal(Rules.Usd(1), counter).Wait);
        take.BeginRecording();
        take.Settle(Rules.Usd(100));
        Assert.Null(_counters.Refusal(Rules.Usd(1), counter).Wait);
    }

    [Fact]
    public void A_counter_without_an_amount_is_looked_at()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 10));
        var take = _counters.Take(Rules.Usd(0), counter);
        Assert.Empty(take.Charges);
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, 0, 10)], take.Settle(Rules.Usd(10)));
        Assert.NotNull(_counters.Try(Rules.Usd(0), counter).Refusal);
    }

    [Fact]
    public async Task Another_attempt_takes_more_and_all_of_it_is_settled_together()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 100));
        var take = _counters.Take(Rules.Usd(40), counter);
        take.BeginRecording();
        Assert.False(await take.TryExtendAsync(new Amounts(0, 0, 0, 61), default));
        Assert.True(await take.TryExtendAsync(new Amounts(0, 0, 0, 60), default));
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, 0, 60)], take.TakeExtension());
        Assert.Empty(take.TakeExtension());
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, -40, -15)], take.Settle(Rules.Usd(45)));
        Assert.Equal((45, 0, 55), Reading(counter));
    }

    [Fact]
    public void What_passes_unrecorded_counts_and_waits_for_an_entry()
    {
        var counter = Key(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 100));
        for (var i = 0; i < 3; i++) _counters.Take(Rules.Usd(20), counter).SettleUnrecorded(Rules.Usd(10));
        Assert.Equal((30, 0, 70), Reading(counter));
        var charges = _counters.Unrecorded();
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, 0, 30)], charges);
        _counters.Take(Rules.Usd(20), counter).SettleUnrecorded(Rules.Usd(1));
        _counters.Recorded(charges);
        Assert.Equal([new Charge("rule#k", Day(10), LimitUnit.NanoUsd, 0, 1)], _counters.Unrecorded());
    }

    [Fact]
    public void Counters_that_nobody_asks_for_are_forgotten_and_found_again()
    {
        var rule = Rules.Of(LimitUnit.NanoUsd, LimitWindow.Total, 100);
        var ledger = new MemoryLedger();
        var counters = new LimitCounters(ledger.Limits, _clock);
        for (var i = 0; i < 1_000; i++)
        {
            var take = counters.Take(Rules.Usd(60), new Counter(rule, $"k{i}"));
            take.BeginRecording();
            ledger.Append(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(), At = _clock.GetUtcNow(), Charges = take.Charges });
            ledger.Append(new AuditEntry { Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(), At = _clock.GetUtcNow(), Charges = take.Settle(Rules.Usd(60)) });
        }

        var open = counters.Take(Rules.Usd(60), new Counter(rule, "open"));
        Assert.Equal(1_001, counters.Known);
        for (var i = 0; i < 600; i++)
        {
            _clock.Pass(TimeSpan.FromMinutes(i % 3 == 0 ? 11 : 0));
            counters.Take(Rules.Usd(1), new Counter(rule, "other")).Release();
        }

        Assert.Equal(2, counters.Known); // what is open, and what is in use
        Assert.Equal(40, counters.Refusal(Rules.Usd(41), new Counter(rule, "k7")).Remaining);
        open.Release();
    }

    [Fact]
    public void A_holder_that_no_store_could_hold_has_a_name_of_its_own()
    {
        var rule = Rules.Of(LimitUnit.Requests, LimitWindow.Day, 1);
        string[] holders = ["a\0b", "a\ud800b", "größe", new string('x', 500), new string('x', 501), "a b"];
        var ids = holders.Select(h => new Counter(rule, h).Id).ToArray();
        Assert.Distinct(ids);
        Assert.All(ids, id => Assert.Matches("^rule#~[A-Za-z0-9_-]{22}$", id));
        Assert.Equal(("rule#team/a-1", "rule"), (new Counter(rule, "team/a-1").Id, new Counter(rule, "").Id));
    }

    /// <summary>B2: with an upstream that lies about usage, what is over the budget is at most what those in flight were billed above what they reserved.</summary>
    [Fact]
    public void Over_a_strict_budget_is_at_most_what_was_billed_above_the_reservations()
    {
        var calls = Gen.ArrayOf(from bound in Gen.Choose(1, 40) from billed in Gen.Choose(0, 90) from life in Gen.Choose(0, 8) select (bound, billed, life), 80);
        Prop.ForAll(calls.ToArbitrary(), c =>
        {
            var rule = Rules.Of(LimitUnit.NanoUsd, LimitWindow.Total, 200);
            var counters = new LimitCounters(new MemoryLimitStore(), _clock);
            var open = new List<(int Until, Take Take, int Billed)>();
            var (spent, above, isOver) = (0L, 0L, false);
            for (var i = 0; i < c.Length; i++)
            {
                foreach (var done in open.Where(o => o.Until <= i).ToArray())
                {
                    done.Take.BeginRecording();
                    done.Take.Settle(Rules.Usd(done.Billed));
                    spent += done.Billed;
                    open.Remove(done);
                }

                if (counters.Try(Rules.Usd(c[i].bound), Key(rule)).Take is not { } take) continue;
                isOver |= spent > 200; // nothing is admitted any more
                above += Math.Max(0, c[i].billed - c[i].bound);
                open.Add((i + c[i].life, take, c[i].billed));
            }

            spent += open.Sum(o => o.Billed);
            return !isOver && spent <= 200 + above;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));
    }

    private static Counter Key(LimitRule rule) => new(rule, "k");

    private static DateTimeOffset Day(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);

    private (long Spent, long Reserved, long Remaining) Reading(Counter counter)
    {
        var reading = _counters.ReadAsync(counter, default).AsTask().Result;
        return (reading.Spent, reading.Reserved, reading.Remaining);
    }
}
