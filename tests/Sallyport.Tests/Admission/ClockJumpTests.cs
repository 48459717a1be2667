using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Storage.Memory;
using Xunit;

namespace Sallyport.Tests.Admission;

public sealed class ClockJumpTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly JumpingClock _clock = new(Noon);
    private readonly MemoryLedger _ledger = new();
    private readonly LimitCounters _counters;
    private readonly Counter _daily = new(Rules.Of(LimitUnit.Requests, LimitWindow.Day, 3), "k");
    private readonly Counter _rate = new(Rules.Of(LimitUnit.Requests, LimitWindow.Minute, 2, id: "rate"), "k");

    public ClockJumpTests() => _counters = new LimitCounters(_ledger.Limits, _clock);

    [Fact]
    public void A_wall_clock_that_is_set_back_does_not_reopen_a_window()
    {
        Spend(3);
        _clock.Pass(TimeSpan.FromHours(13));
        Spend(3);
        _clock.Set(Noon); // yesterday again
        Assert.NotNull(_counters.Try(Rules.Once, _daily).Refusal);
        _clock.Set(Noon.AddDays(1));
        Assert.NotNull(_counters.Try(Rules.Once, _daily).Refusal);
    }

    [Fact]
    public void A_wall_clock_that_was_wrong_and_is_set_right_locks_nobody_out()
    {
        _clock.Set(Noon.AddYears(10));
        Spend(3);
        Assert.NotNull(_counters.Try(Rules.Once, _daily).Refusal);
        _clock.Set(Noon);
        Spend(3);
        Assert.NotNull(_counters.Try(Rules.Once, _daily).Refusal);
    }

    [Theory]
    [InlineData(-3600 * 24)]
    [InlineData(3600 * 24)]
    public void A_rate_does_not_look_at_the_wall(int seconds)
    {
        for (var i = 0; i < 2; i++) _counters.Take(Rules.Once, _rate);
        _clock.Set(Noon.AddSeconds(seconds));
        Assert.Equal(TimeSpan.FromSeconds(30), _counters.Refusal(Rules.Once, _rate).Wait);
        _clock.Pass(TimeSpan.FromSeconds(30));
        Assert.NotNull(_counters.Try(Rules.Once, _rate).Take);
    }

    [Fact]
    public void An_exchange_is_charged_to_the_window_in_which_it_began()
    {
        var take = _counters.Take(Rules.Once, _daily);
        take.BeginRecording();
        _clock.Pass(TimeSpan.FromHours(20));
        Assert.Equal(Noon.Date, take.Settle(Rules.Once).Single().Window.UtcDateTime);
        Spend(3);
    }

    private void Spend(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var take = _counters.Take(Rules.Once, _daily);
            take.BeginRecording();
            _ledger.Append(Entry() with { Charges = take.Charges });
            _ledger.Append(Entry() with { Charges = take.Settle(Rules.Once) });
        }
    }

    private AuditEntry Entry() => AuditEntry.OfAction(_clock.GetUtcNow(), "test");
}
