using Sallyport.Gateway.Forwarding;
using Xunit;

namespace Sallyport.Tests.Forwarding;

public sealed class DeadlineWatchTests
{
    private readonly TickingClock _clock = new();

    [Fact]
    public void A_wait_is_cancelled_once_it_is_over_its_limit_and_not_before()
    {
        using var watch = new DeadlineWatch(_clock);
        var deadline = watch.Open(CancellationToken.None);
        deadline.Begin(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(deadline.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(deadline is { IsCancellationRequested: true, IsExpired: true, IsClientGone: false });
    }

    [Fact]
    public void Time_between_waits_does_not_count()
    {
        using var watch = new DeadlineWatch(_clock);
        var deadline = watch.Open(CancellationToken.None);
        for (var i = 0; i < 5; i++)
        {
            deadline.Begin(TimeSpan.FromSeconds(1));
            _clock.Advance(TimeSpan.FromSeconds(0.9));
            deadline.End();
            _clock.Advance(TimeSpan.FromSeconds(100));
        }

        Assert.False(deadline.IsCancellationRequested);
    }

    [Fact]
    public void One_of_many_that_is_late_is_the_only_one_cancelled_and_closing_any_keeps_the_rest_watched()
    {
        using var watch = new DeadlineWatch(_clock);
        var deadlines = Enumerable.Range(0, 5).Select(_ => watch.Open(CancellationToken.None)).ToList();
        foreach (var (deadline, i) in deadlines.Select((deadline, i) => (deadline, i))) deadline.Begin(TimeSpan.FromSeconds(i + 1));
        deadlines[0].Close();
        deadlines[2].Close();
        deadlines[4].Close();
        deadlines[4].Close(); // twice does no harm
        _clock.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal([false, true, false, false, false], deadlines.Select(deadline => deadline.IsCancellationRequested));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([false, true, false, true, false], deadlines.Select(deadline => deadline.IsCancellationRequested));
    }

    [Fact]
    public void A_client_that_goes_cancels_at_once_and_not_after_closing()
    {
        using var watch = new DeadlineWatch(_clock);
        using var client = new CancellationTokenSource();
        var (open, closed) = (watch.Open(client.Token), watch.Open(client.Token));
        closed.Close();
        client.Cancel();
        Assert.True(open is { IsCancellationRequested: true, IsClientGone: true, IsExpired: false });
        Assert.False(closed.IsCancellationRequested);
    }

    /// <summary>Time that stands still until it is moved; its one timer then ticks as often as is due.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long _now;
        private TimerCallback? _callback;
        private object? _state;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            return new Stopped();
        }

        public void Advance(TimeSpan by)
        {
            _now += by.Ticks;
            _callback?.Invoke(_state);
        }

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;
            public void Dispose() { }
            public ValueTask DisposeAsync() => default;
        }
    }
}
