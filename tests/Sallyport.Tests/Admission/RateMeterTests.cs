using FsCheck;
using FsCheck.Fluent;
using Sallyport.Gateway.Admission;
using Xunit;

namespace Sallyport.Tests.Admission;

public sealed class RateMeterTests
{
    /// <summary>B4, over the log of what was admitted: whatever is asked, settled below or above what was taken, or released.</summary>
    [Fact]
    public void In_any_time_at_most_the_burst_and_the_rate_pass()
    {
        var steps = Gen.ArrayOf(
            from wait in Gen.Choose(0, 3_000)
            from amount in Gen.Choose(1, 12)
            from share in Gen.Choose(0, 100)
            from life in Gen.Choose(0, 6)
            select (wait, amount, share, life),
            60);
        var cases = from most in Gen.Choose(1, 20) from burst in Gen.Choose(1, 20) from minute in Gen.Elements(false, true) from s in steps select (most, burst, minute, s);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var rule = Rules.Of(LimitUnit.Tokens, c.minute ? LimitWindow.Minute : LimitWindow.Second, c.most, c.burst);
            var period = RateMeter.PeriodOf(rule);
            var meter = new RateMeter();
            var now = 0L;
            var open = new List<(int Until, long At, long Taken, long Used)>();
            var log = new List<(long At, long Used)>();
            for (var i = 0; i < c.s.Length; i++)
            {
                var (wait, amount, share, life) = c.s[i];
                now += wait * (c.minute ? TimeSpan.TicksPerMillisecond * 20 : TimeSpan.TicksPerMillisecond / 3);
                foreach (var done in open.Where(o => o.Until <= i).ToArray())
                {
                    meter.GiveBack(rule, done.Taken - done.Used, done.At, now);
                    open.Remove(done);
                }

                if (!meter.Fits(rule, amount, now)) continue;
                meter.Add(rule, amount, now);
                var used = amount * share / 100;
                log.Add((now, used));
                open.Add((i + life, now, amount, used));
            }

            return log.Select((_, first) => first).All(first =>
            {
                var sum = 0L;
                return log.Skip(first).All(l => (Int128)(sum += l.Used) * period <= ((Int128)c.burst * period) + ((Int128)(l.At - log[first].At) * c.most));
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true));
    }

    [Fact]
    public void What_drained_is_not_given_back_a_second_time()
    {
        var rule = Rules.Of(LimitUnit.Tokens, LimitWindow.Second, 1, burst: 10);
        var meter = new RateMeter();
        meter.Add(rule, 10, 0);
        var later = 10 * TimeSpan.TicksPerSecond;
        Assert.True(meter.Fits(rule, 10, later));
        meter.Add(rule, 10, later);
        meter.GiveBack(rule, 10, 0, later);
        Assert.False(meter.Fits(rule, 1, later));
    }

    [Fact]
    public void The_wait_is_exact()
    {
        var rule = Rules.Of(LimitUnit.Tokens, LimitWindow.Minute, 7, burst: 3);
        var meter = new RateMeter();
        meter.Add(rule, 3, 0);
        var wait = meter.WaitFor(rule, 2, 0)!.Value.Ticks;
        Assert.False(meter.Fits(rule, 2, wait - 1));
        Assert.True(meter.Fits(rule, 2, wait));
        Assert.Null(meter.WaitFor(rule, 4, 0));
    }

    [Fact]
    public void Large_rates_do_not_overflow()
    {
        var rule = Rules.Of(LimitUnit.NanoUsd, LimitWindow.Minute, Amounts.Most);
        var meter = new RateMeter();
        Assert.True(meter.Fits(rule, Amounts.Most, 0));
        for (var i = 0; i < 1_000; i++) meter.Add(rule, Amounts.Most, 0);
        Assert.False(meter.Fits(rule, 1, 999 * TimeSpan.TicksPerMinute));
        Assert.True(meter.Fits(rule, 1, 1_000 * TimeSpan.TicksPerMinute));
    }
}
