using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Routing;

public sealed class BreakerTests
{
    private static readonly BreakerPolicy Policy = BreakerPolicy.Default;

    private readonly ManualClock _clock = new();
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new Breaker(_clock);

    [Fact]
    public void The_fifth_failure_in_a_row_opens_it()
    {
        for (var i = 0; i < 4; i++) Fail();
        Assert.True(_breaker.IsPassable);
        Fail();
        Assert.Equal((false, BreakerState.Open), (_breaker.IsPassable, _breaker.State));
        Assert.False(_breaker.TryEnter(out _));
        Assert.Equal(TimeSpan.FromSeconds(5), _breaker.Wait);
    }

    [Fact]
    public void A_success_between_failures_begins_the_row_anew()
    {
        for (var i = 0; i < 4; i++) Fail();
        _breaker.Succeeded(Policy, isTrial: false);
        for (var i = 0; i < 4; i++) Fail();
        Assert.True(_breaker.IsPassable);
    }

    [Theory]
    [InlineData(9, 10, true)] // 19 requests: too few to say anything
    [InlineData(10, 10, false)]
    [InlineData(11, 9, true)] // 45 %
    public void A_share_of_failures_opens_it_once_there_are_enough_requests(int good, int bad, bool staysClosed)
    {
        for (var i = 0; i < Math.Max(good, bad); i++)
        {
            if (i < good) _breaker.Succeeded(Policy, isTrial: false);
            if (i < bad) Fail();
        }

        Assert.Equal(staysClosed, _breaker.IsPassable);
    }

    [Fact]
    public void Failures_older_than_the_window_no_longer_count()
    {
        for (var i = 0; i < 9; i++)
        {
            Fail();
            _breaker.Succeeded(Policy, isTrial: false);
        }

        _clock.Advance(Policy.Window);
        for (var i = 0; i < 9; i++) _breaker.Succeeded(Policy, isTrial: false);
        for (var i = 0; i < 4; i++) Fail();
        Assert.True(_breaker.IsPassable); // 4 of 13 in this window, 13 of 31 in all
    }

    [Fact]
    public void When_its_time_is_over_one_request_tries_and_no_other()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(_breaker.TryEnter(out _));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_breaker.IsPassable);
        Assert.True(_breaker.TryEnter(out var isTrial));
        Assert.True(isTrial);
        Assert.False(_breaker.IsPassable);
        Assert.False(_breaker.TryEnter(out _));
    }

    [Fact]
    public void A_trial_that_succeeds_closes_it_by_itself()
    {
        Trial();
        _breaker.Succeeded(Policy, isTrial: true);
        Assert.Equal((true, BreakerState.Closed, TimeSpan.Zero), (_breaker.TryEnter(out var isTrial), _breaker.State, _breaker.Wait));
        Assert.False(isTrial);
        for (var i = 0; i < 4; i++) Fail();
        Assert.True(_breaker.IsPassable); // nothing is left of the row before
    }

    [Fact]
    public void Each_trial_that_fails_doubles_the_time_up_to_the_longest()
    {
        Open();
        foreach (var seconds in (int[])[10, 20, 40, 60, 60])
        {
            _clock.Advance(_breaker.Wait);
            Assert.True(_breaker.TryEnter(out var isTrial));
            _breaker.Failed(Policy, isTrial);
            Assert.Equal(TimeSpan.FromSeconds(seconds), _breaker.Wait);
        }
    }

    [Fact]
    public void A_trial_whose_client_leaves_is_left_to_the_next_request()
    {
        Trial();
        _breaker.Abandoned(isTrial: true);
        Assert.True(_breaker.TryEnter(out var isTrial));
        Assert.True(isTrial);
    }

    [Fact]
    public void What_was_sent_before_it_opened_changes_nothing()
    {
        Open();
        _breaker.Succeeded(Policy, isTrial: false);
        Fail();
        Assert.Equal((BreakerState.Open, TimeSpan.FromSeconds(5)), (_breaker.State, _breaker.Wait));
    }

    [Fact]
    public void A_sign_of_life_closes_it_unless_a_request_is_trying()
    {
        Open();
        _breaker.Revive();
        Assert.Equal(BreakerState.Closed, _breaker.State);
        Trial();
        _breaker.Revive();
        Assert.Equal(BreakerState.Trying, _breaker.State);
    }

    [Fact]
    public void Switched_off_it_never_opens()
    {
        for (var i = 0; i < 100; i++) _breaker.Failed(BreakerPolicy.Off, isTrial: false);
        Assert.True(_breaker.IsPassable);
    }

    [Fact]
    public async Task Of_many_requests_at_once_exactly_one_tries()
    {
        Open();
        _clock.Advance(_breaker.Wait);
        var entered = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            if (_breaker.TryEnter(out var trial) && trial) Interlocked.Increment(ref entered);
        })));
        Assert.Equal(1, entered);
    }

    private void Fail() => _breaker.Failed(Policy, isTrial: false);

    private void Open()
    {
        for (var i = 0; i < 5; i++) Fail();
    }

    private void Trial()
    {
        Open();
        _clock.Advance(_breaker.Wait);
        Assert.True(_breaker.TryEnter(out var isTrial) && isTrial);
    }
}
