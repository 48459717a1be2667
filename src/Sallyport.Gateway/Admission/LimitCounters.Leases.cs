using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission;

/// <summary>What this node holds of counters that nodes share.</summary>
public sealed partial class LimitCounters : IAsyncDisposable
{
    /// <summary>How often the store is asked whether another node wants what this one holds, while it holds something.</summary>
    private static readonly TimeSpan TendEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>What nobody took from for so long is given back.</summary>
    private static readonly long IdleSliceTicks = TimeSpan.FromSeconds(2).Ticks;

    /// <summary>Longer than an entry can be on its way to the log: after it nothing of a counter is being written.</summary>
    private static readonly long QuietTicks = TimeSpan.FromSeconds(10).Ticks;

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    private static readonly long ClockTicks = TimeSpan.FromSeconds(30).Ticks;

    private readonly ILimitLeases? _leases;
    private readonly HashSet<LeasedState> _tended = [];
    private readonly CancellationTokenSource _stop = new();
    private volatile Anchor? _anchor;
    private Round? _gathering;
    private Task _tending = Task.CompletedTask;
    private bool _isAsking, _isTending;

    /// <summary>The store's clock is that of all nodes; until it was asked, no window is known.</summary>
    private bool IsClockKnown => _leases is null || _anchor is not null;

    /// <summary>Gives back what is held. Nothing is taken any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _tending;
        _stop.Dispose();
        if (_leases is null) return;
        List<(CounterWindow, long)> slices;
        lock (_gate) slices = [.. _tended.Select(s => (s.Window, s.GiveUp())).Where(s => s.Item2 > 0)];
        if (slices.Count == 0) return;
        try
        {
            await _leases.ReturnAsync(slices, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // the next start under this name does it, or another node once this one counts as gone
        }
    }

    private async ValueTask KnowClockAsync(CancellationToken cancellation)
    {
        if (_leases is not null && (_anchor is not { } anchor || _time.GetElapsedTime(_origin).Ticks - anchor.Ticks > ClockTicks)) SetClock(await _leases.TimeAsync(cancellation));
    }

    private void SetClock(DateTimeOffset utc) => _anchor = new Anchor(utc, _time.GetElapsedTime(_origin).Ticks);

    /// <summary>Asks the store for what exchanges lack, those of all that wait in one call; a second time only after a moment, in which others give back.</summary>
    /// <exception cref="StoreUnavailableException">No answer.</exception>
    private async ValueTask<Patience?> AskAsync(IReadOnlyList<Lack> lacks, Patience? patience, Instant now, CancellationToken cancellation)
    {
        if (patience is not null) await Task.Delay(AskAgain, _time, cancellation);
        Round round;
        var isFirst = false;
        lock (_gate)
        {
            round = _gathering ??= new Round();
            foreach (var lack in lacks) round.Add(lack, isUrgent: patience is not null);
            if (!_isAsking) isFirst = _isAsking = true;
        }

        if (isFirst) _ = RunRoundsAsync();
        await round.Done.Task.WaitAsync(cancellation);
        return patience ?? new Patience(now.Ticks);
    }

    /// <summary>One call at a time; who comes meanwhile goes into the next.</summary>
    private async Task RunRoundsAsync()
    {
        while (true)
        {
            Round round;
            LeaseWish[] wishes;
            lock (_gate)
            {
                if (_gathering is null)
                {
                    _isAsking = false;
                    return;
                }

                (round, _gathering) = (_gathering, null);
                wishes = [.. round.Needs.Select(n => ((ILeased)n.Key).Wish(n.Value.Rule, n.Value.Amount, n.Value.IsUrgent))];
            }

            try
            {
                var answers = await _leases!.LeaseAsync(wishes, CancellationToken.None);
                Accept(round, answers);
                round.Done.SetResult();
            }
#pragma warning disable CA1031 // whoever waits must hear of it, whatever it is
            catch (Exception e)
#pragma warning restore CA1031
            {
                lock (_gate)
                {
                    foreach (var state in round.Needs.Keys.OfType<LeasedState>())
                    {
                        state.Fail();
                        Tend(state);
                    }
                }

                round.Done.SetException(e);
                _ = round.Done.Task.Exception; // seen, if nobody waits any more
            }
        }
    }

    private void Accept(Round round, IReadOnlyList<LeaseAnswer> answers)
    {
        if (answers.Count > 0) SetClock(answers[^1].Before.Now);
        var now = Now();
        lock (_gate)
        {
            var i = 0;
            foreach (var (state, need) in round.Needs)
            {
                ((ILeased)state).Accept(need.Rule, answers[i++], now);
                if (state is LeasedState { Held: > 0 } leased) Tend(leased);
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void Tend(LeasedState state)
    {
        _tended.Add(state);
        if (_isTending || _stop.IsCancellationRequested) return;
        _isTending = true;
        _tending = TendAsync();
    }

    /// <summary>1. Gives back what is idle. 2. Gives back what others want. 3. Asks for the truth where an answer was lost.</summary>
    private async Task TendAsync()
    {
        using var timer = new PeriodicTimer(TendEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    var now = Now();
                    await KnowClockAsync(_stop.Token);
                    var wanted = await _leases!.WantedAsync(_stop.Token);
                    var slices = new List<(CounterWindow Window, long Amount)>();
                    var doubtful = new List<LeasedState>();
                    lock (_gate)
                    {
                        foreach (var state in _tended)
                        {
                            if ((now.Ticks - state.UsedAt > IdleSliceTicks || wanted.Contains(state.Window)) && state.GiveUp() is var amount and > 0) slices.Add((state.Window, amount));
                            if (state.IsDoubtful && now.Ticks - state.BegunAt > QuietTicks) doubtful.Add(state);
                        }
                    }

                    if (slices.Count > 0) await ReturnAsync(slices);
                    foreach (var state in doubtful) await CorrectAsync(state);
                }
                catch (StoreUnavailableException)
                {
                    // the next look comes at once
                }

                lock (_gate)
                {
                    _tended.RemoveWhere(s => s is { Held: <= 0, Unbegun: 0, IsDoubtful: false });
                    if (_tended.Count > 0) continue;
                    _isTending = false;
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // stopping
        }
    }

    private async Task ReturnAsync(List<(CounterWindow Window, long Amount)> slices)
    {
        try
        {
            await _leases!.ReturnAsync(slices, _stop.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            lock (_gate)
            {
                foreach (var state in _tended.Where(s => slices.Exists(l => l.Window == s.Window))) state.DoubtStore();
            }

            throw;
        }
    }

    private async Task CorrectAsync(LeasedState state)
    {
        (long, (int Open, int), bool) before;
        lock (_gate) before = (state.BegunAt, state.Calls, state.IsDoubtful);
        if (before.Item2.Open > 0) return;
        var held = await _leases!.HeldAsync(state.Window, _stop.Token);
        lock (_gate)
        {
            if ((state.BegunAt, state.Calls, state.IsDoubtful) == before) state.Correct(held);
        }
    }

    private sealed record Anchor(DateTimeOffset Utc, long Ticks);

    /// <summary>Something that an exchange needs and this node does not hold.</summary>
    private readonly record struct Lack(LimitRule Rule, CounterState State, long Amount);

    /// <summary>Since when an exchange waits.</summary>
    private readonly record struct Patience(long Since)
    {
        public bool IsOverFor(CounterState state, in Instant now) => now.Ticks - Since >= state.Patience;
    }

    /// <summary>What all that wait need, to be asked for in one call.</summary>
    private sealed class Round
    {
        public Dictionary<CounterState, (LimitRule Rule, long Amount, bool IsUrgent)> Needs { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(Lack lack, bool isUrgent)
        {
            var before = Needs.GetValueOrDefault(lack.State);
            Needs[lack.State] = (lack.Rule, Math.Min(before.Amount + lack.Amount, Amounts.Most), before.IsUrgent || isUrgent);
        }
    }
}
