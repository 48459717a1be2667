using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Pipeline;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Forwarding;

public sealed class UpstreamLaneTests
{
    private static readonly IReadOnlyList<int> NoReserve = [0, 0, 0];
    private static readonly PriorityPolicy Policy = new() { MaxWaiting = 1_000 };

    private readonly ManualClock _clock = new();
    private readonly UpstreamLane _lane;

    public UpstreamLaneTests() => _lane = new UpstreamLane(_clock);

    [Fact]
    public async Task Never_more_are_open_than_there_are_places()
    {
        var (open, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            using var place = await PlaceAsync(4, (Priority)(i % 3));
            var now = Interlocked.Increment(ref open);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref open);
        })));

        Assert.InRange(most, 1, 4);
        for (var i = 0; i < 4; i++) Assert.True(EnterAsync(4, Priority.Background).IsCompleted, "a place was lost");
    }

    [Fact]
    public async Task While_all_wait_places_are_shared_as_the_weights_say()
    {
        var served = new List<Priority>();
        var place = await PlaceAsync(1, Priority.Background);
        var waiting = Enumerable.Range(0, 100).SelectMany(_ => Enum.GetValues<Priority>()).Select(p => (Priority: p, Task: EnterAsync(1, p))).ToList();
        for (var i = 0; i < 110; i++)
        {
            place.Dispose();
            var done = await Task.WhenAny(waiting.Select(w => w.Task));
            var next = waiting.Single(w => w.Task == done);
            waiting.Remove(next);
            served.Add(next.Priority);
            place = Took(await next.Task);
        }

        Assert.InRange(served.Count(p => p == Priority.Interactive), 79, 81);
        Assert.InRange(served.Count(p => p == Priority.Batch), 19, 21);
        Assert.InRange(served.Count(p => p == Priority.Background), 9, 11);
    }

    [Fact]
    public async Task Whoever_waits_longest_of_one_priority_goes_first()
    {
        var place = await PlaceAsync(1, Priority.Batch);
        var (first, second) = (EnterAsync(1, Priority.Batch), EnterAsync(1, Priority.Batch));
        place.Dispose();

        Took(await first);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task A_reserved_place_stays_free_for_its_own_priority()
    {
        IReadOnlyList<int> reserved = [1, 0, 0];
        var first = EnterAsync(3, Priority.Background, reserved);
        var second = EnterAsync(3, Priority.Background, reserved);
        var third = EnterAsync(3, Priority.Background, reserved);
        Assert.True(first.IsCompleted && second.IsCompleted);
        Assert.False(third.IsCompleted);

        var interactive = EnterAsync(3, Priority.Interactive, reserved);
        Assert.True(interactive.IsCompleted);
        Took(await interactive).Dispose();
        Assert.False(third.IsCompleted);
        Took(await first).Dispose();
        Took(await third);
    }

    [Fact]
    public async Task A_full_queue_sheds_the_newest_of_the_lowest_priority()
    {
        var policy = Policy with { MaxWaiting = 3 };
        await PlaceAsync(1, Priority.Interactive);
        var batch = EnterAsync(1, Priority.Batch, policy: policy);
        var older = EnterAsync(1, Priority.Background, policy: policy);
        var newer = EnterAsync(1, Priority.Background, policy: policy);

        var interactive = EnterAsync(1, Priority.Interactive, policy: policy);

        AssertBusy(await newer);
        Assert.False(older.IsCompleted || batch.IsCompleted || interactive.IsCompleted);
        AssertBusy(await EnterAsync(1, Priority.Background, policy: policy));
        Assert.False(older.IsCompleted, "an equal takes nobody's place");
    }

    [Fact]
    public async Task Who_waits_too_long_is_refused_and_its_turn_goes_on()
    {
        var place = await PlaceAsync(1, Priority.Interactive);
        var late = EnterAsync(1, Priority.Interactive, policy: Policy with { MaxWait = TimeSpan.FromSeconds(5) });
        var patient = EnterAsync(1, Priority.Interactive);
        _clock.Advance(TimeSpan.FromSeconds(6));

        AssertBusy(await late);
        place.Dispose();
        Took(await patient);
    }

    [Fact]
    public async Task Who_leaves_the_queue_takes_no_place()
    {
        using var gone = new CancellationTokenSource();
        var place = await PlaceAsync(1, Priority.Interactive);
        var leaving = _lane.EnterAsync(1, NoReserve, Priority.Interactive, Policy, gone.Token).AsTask();
        var patient = EnterAsync(1, Priority.Background);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        place.Dispose();
        Took(await patient);
    }

    [Fact]
    public async Task The_wait_that_is_told_grows_with_the_queue_ahead()
    {
        var policy = Policy with { MaxWaiting = 20 };
        var place = await PlaceAsync(1, Priority.Background);
        var queue = new Queue<Task<Outcome<UpstreamPlace>>>(Enumerable.Range(0, 20).Select(_ => EnterAsync(1, Priority.Background, policy: policy)));
        Assert.False((await EnterAsync(1, Priority.Background, policy: policy)).TryGet(out _, out var slow));
        for (var i = 0; i < 15; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100)); // places become free ten times a second
            place.Dispose();
            place = Took(await queue.Dequeue());
        }

        for (var i = 0; i < 15; i++) _ = EnterAsync(1, Priority.Background, policy: policy);
        Assert.False((await EnterAsync(1, Priority.Background, policy: policy)).TryGet(out _, out var quick));

        Assert.InRange(slow.RetryAfter!.Value.TotalSeconds, 20, 22);
        Assert.InRange(quick.RetryAfter!.Value.TotalSeconds, 1, 8);
    }

    [Fact]
    public async Task More_places_after_a_reload_are_given_at_once()
    {
        await PlaceAsync(1, Priority.Interactive);
        var waiting = EnterAsync(1, Priority.Background);
        var second = EnterAsync(3, Priority.Interactive);

        Took(await waiting);
        Took(await second);
    }

    private Task<Outcome<UpstreamPlace>> EnterAsync(int most, Priority priority, IReadOnlyList<int>? reserved = null, PriorityPolicy? policy = null) =>
        _lane.EnterAsync(most, reserved ?? NoReserve, priority, policy ?? Policy, CancellationToken.None).AsTask();

    private async Task<UpstreamPlace> PlaceAsync(int most, Priority priority) => Took(await EnterAsync(most, priority));

    private static UpstreamPlace Took(Outcome<UpstreamPlace> outcome)
    {
        Assert.True(outcome.TryGet(out var place, out var no), no?.Code);
        return place;
    }

    private static void AssertBusy(Outcome<UpstreamPlace> outcome)
    {
        Assert.False(outcome.TryGet(out _, out var no));
        Assert.Equal(("upstream_busy", 503, true), (no.Code, no.Status, no.ShouldRetry));
        Assert.InRange(no.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
    }
}
