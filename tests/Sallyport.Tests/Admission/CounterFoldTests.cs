using FsCheck;
using FsCheck.Fluent;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Storage.Memory;
using Xunit;

namespace Sallyport.Tests.Admission;

public sealed class CounterFoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryLedger _ledger = new();
    private readonly JumpingClock _clock = new(Noon);

    /// <summary>B6: whatever exchanges report, and however many a crash leaves open, the counters are what the log says, to the nano-dollar.</summary>
    [Fact]
    public void The_counters_are_the_sum_of_the_log()
    {
        var exchanges = Gen.ArrayOf(
            from bound in Gen.Choose(0, 50)
            from billed in Gen.Choose(0, 90)
            from tokens in Gen.Choose(-1, 5)
            from ending in Gen.Choose(0, 4)
            from wait in Gen.Choose(0, 400)
            select (bound, billed, tokens, ending, wait),
            30);
        Prop.ForAll(exchanges.ToArbitrary(), all => RunAsync(all).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

        async Task RunAsync((int bound, int billed, int tokens, int ending, int wait)[] all)
        {
            var ledger = new MemoryLedger();
            var counters = new LimitCounters(ledger.Limits, _clock);
            Counter[] of = [new(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 1_000, id: "usd"), "k"), new(Rules.Of(LimitUnit.Tokens, LimitWindow.Total, 1_000, id: "tok"), ""), new(Rules.Of(LimitUnit.Requests, LimitWindow.Hour, 50, id: "req"), "k")];
            foreach (var e in all)
            {
                _clock.Pass(TimeSpan.FromMinutes(e.wait));
                if (counters.Try(new Amounts(1, 5, 0, e.bound), of).Take is not { } take) continue;
                take.BeginRecording();
                var sequence = await ledger.AppendAsync(Entry(AuditEntryType.Intent) with { Charges = take.Charges }, default);
                if (e.ending == 0) continue; // the process dies here
                if (e.ending == 1 && await take.TryExtendAsync(new Amounts(0, 5, 0, e.bound), default)) await ledger.AppendAsync(AuditEntry.OfExtension(Noon, Guid.CreateVersion7(), take.TakeExtension()), default);
                var charges = take.Settle(new Amounts(e.ending == 2 ? 0 : 1, Math.Max(0, e.tokens), 0, e.billed));
                await ledger.AppendAsync(
                    Entry(AuditEntryType.Result) with { IntentSequence = sequence, Charges = charges, InputTokens = e.tokens < 0 ? null : e.tokens, OutputTokens = 0, CostNanoUsd = e.ending == 3 ? null : e.billed },
                    default);
            }

            await ledger.CloseInterruptedAsync(Noon, default);
            var check = await CounterFold.CheckAsync(ledger.Limits, ledger, Noon, default);
            var stored = await ledger.Limits.SnapshotAsync(default);
            Assert.Empty(check.Differences);
            Assert.All(stored.Counters, c => Assert.Equal(0, c.Reserved));
        }
    }

    [Fact]
    public async Task A_counter_that_somebody_changed_is_found()
    {
        var counters = new LimitCounters(_ledger.Limits, _clock);
        var take = counters.Take(Rules.Usd(7), new Counter(Rules.Of(LimitUnit.NanoUsd, LimitWindow.Day, 1_000), "k"));
        take.BeginRecording();
        await _ledger.AppendAsync(Entry(AuditEntryType.Intent) with { Charges = take.Charges }, default);
        Assert.Empty((await CounterFold.CheckAsync(_ledger.Limits, _ledger, Noon, default)).Differences);

        ((MemoryLimitStore)_ledger.Limits).Apply([take.Charges[0] with { Reserved = -7, Spent = 6 }], 2);
        var difference = Assert.Single((await CounterFold.CheckAsync(_ledger.Limits, _ledger, Noon, default)).Differences);
        Assert.Equal(("rule#k", 6, 0, 0, 7), (difference.Window.Counter, difference.Spent, difference.SpentInLog, difference.Reserved, difference.ReservedInLog));
    }

    [Fact]
    public async Task A_result_says_of_its_counters_only_what_its_figures_do_not()
    {
        Charge[] intent = [Charge("usd", LimitUnit.NanoUsd, 9, 0), Charge("tok", LimitUnit.Tokens, 50, 0), Charge("req", LimitUnit.Requests, 1, 0)];
        var sequence = await _ledger.AppendAsync(Entry(AuditEntryType.Intent) with { Charges = intent }, default);
        Charge[] result = [Charge("usd", LimitUnit.NanoUsd, -9, 5), Charge("tok", LimitUnit.Tokens, -50, 31), Charge("req", LimitUnit.Requests, -1, 1)];
        await _ledger.AppendAsync(Entry(AuditEntryType.Result) with { IntentSequence = sequence, Charges = result, InputTokens = 20, OutputTokens = 10, CostNanoUsd = 5 }, default);
        var leaves = await _ledger.ReadAsync(1, 2, default);
        Assert.Equal([Charge("tok", LimitUnit.Tokens, 0, 31)], leaves[1].Entry.Charges);
        Assert.Equal(result, LeafCharges.Of(leaves[1].Entry, leaves[0].Entry.Charges));
    }

    private static Charge Charge(string counter, LimitUnit unit, long reserved, long spent) => new(counter, Noon, unit, reserved, spent);

    private static AuditEntry Entry(AuditEntryType type) => new() { Type = type, ExchangeId = Guid.CreateVersion7(), At = Noon };
}
