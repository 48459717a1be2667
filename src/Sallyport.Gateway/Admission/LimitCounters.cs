using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Gateway.Admission;

/// <summary>All counters of this node, in memory: what it counts alone, and what it holds of counters that nodes share.</summary>
/// <remarks>
/// One lock, never held while waiting, so that takes are atomic and nothing can wait in a circle: a decision over a handful of counters takes about a microsecond under it.
/// Counters that are not in memory are read from the store when they are first asked for, and forgotten when they were idle for a while.
/// A window of the calendar is a state of its own: a clock that is set back finds the old window as it was left, and one that is set right again finds the true one.
/// </remarks>
public sealed partial class LimitCounters : ILimitCounters
{
    /// <summary>How long a counter is remembered that nobody asks for; less where there are very many.</summary>
    private static readonly long IdleTicks = TimeSpan.FromMinutes(10).Ticks, CrowdedIdleTicks = TimeSpan.FromMinutes(1).Ticks;

    private const int Crowd = 100_000;

    private readonly Lock _gate = new();
    private readonly List<Counter> _missing = [];
    private readonly List<Lack> _lacks = [];
    private readonly Dictionary<CounterKey, CounterState> _states = [];
    private readonly LinkedList<CounterState> _byAge = new();
    private readonly Dictionary<CounterState, (LimitRule Rule, long Used)> _carried = [];
    private readonly ILimitStore _store;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private CounterTake.Slot[] _scratch = new CounterTake.Slot[16];

    public LimitCounters(ILimitStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _origin = time.GetTimestamp();
        _leases = store.Leases;
    }

    /// <summary>How many counters are in memory.</summary>
    public int Known
    {
        get
        {
            lock (_gate) return _states.Count;
        }
    }

    public ValueTask<TakeResult> TryTakeAsync(IReadOnlyList<Counter> counters, Amounts most, CancellationToken cancellation)
    {
        if (IsClockKnown)
        {
            var now = Now();
            lock (_gate)
            {
                if (TryTake(counters, most, now, null) is { } result) return new(result);
            }
        }

        return TakeSlowlyAsync(counters, most, cancellation);
    }

    public async ValueTask<LimitReading> ReadAsync(Counter counter, CancellationToken cancellation)
    {
        await KnowClockAsync(cancellation);
        for (var isFirst = true; ; isFirst = false)
        {
            var now = Now();
            var window = default(CounterWindow);
            lock (_gate)
            {
                if (Find(counter, now, out var state) && (!isFirst || !state.NeedsNews(now))) return state.Read(counter, now);
                window = WindowOf(counter, now);
            }

            await LoadAsync(counter, window, now, cancellation);
        }
    }

    /// <summary>What was used and is in no entry, because the operator let it pass while nothing could be recorded.</summary>
    public IReadOnlyList<Charge> Unrecorded()
    {
        lock (_gate)
            return [.. _carried.Select(c => new Charge(c.Key.Id, new DateTimeOffset(c.Key.Key.WindowTicks, TimeSpan.Zero), c.Key.Key.Unit, 0, c.Value.Used))];
    }

    /// <summary>These are recorded by now.</summary>
    /// <param name="charges">From <see cref="Unrecorded"/>.</param>
    public void Recorded(IReadOnlyList<Charge> charges)
    {
        var now = Now();
        lock (_gate)
        {
            foreach (var charge in charges)
            {
                var (state, carried) = _carried.First(c => c.Key.Id == charge.Counter && c.Key.Key.WindowTicks == charge.Window.UtcTicks && c.Key.Key.Unit == charge.Unit);
                state.Carried(charge.Spent, now);
                if (carried.Used == charge.Spent) _carried.Remove(state);
                else _carried[state] = (carried.Rule, carried.Used - charge.Spent);
            }
        }
    }

    internal void BeginRecording(CounterTake take, bool isLate)
    {
        var now = Now();
        lock (_gate)
        {
            foreach (ref var slot in take.Slots.AsSpan())
            {
                if (slot.Fresh == 0) continue;
                if (slot.Counter.Rule.IsRecorded) slot.State.BeginRecording(slot.Fresh, now);
                if (isLate) slot.Late += slot.Fresh;
                else slot.Recorded += slot.Fresh;
                slot.Fresh = 0;
            }
        }
    }

    internal void Settle(CounterTake take, Amounts actual) => End(take, (ref CounterTake.Slot slot, in Instant now) => slot.State.Settle(slot.Counter.Rule, slot.Recorded + slot.Late, actual.Of(slot.Counter.Rule.Unit), take.TakenAt, now));

    internal void Release(CounterTake take) => End(take, static (ref CounterTake.Slot _, in Instant _) => { });

    /// <summary>What was recorded stays charged in full.</summary>
    internal void Abandon(CounterTake take) => End(take, (ref CounterTake.Slot slot, in Instant now) =>
    {
        slot.State.Settle(slot.Counter.Rule, slot.Recorded + slot.Late, slot.Recorded + slot.Late, take.TakenAt, now);
        slot.State.Doubt();
        if (slot.State is LeasedState leased) Tend(leased);
    });

    internal void Carry(CounterTake take, Amounts actual, bool isDoubtful) => End(take, (ref CounterTake.Slot slot, in Instant now) =>
    {
        var rule = slot.Counter.Rule;
        var used = actual.Of(rule.Unit);
        if (!rule.IsRecorded)
        {
            slot.State.Settle(rule, slot.Recorded + slot.Late, used, take.TakenAt, now);
            return;
        }

        slot.State.Settle(rule, slot.Recorded + slot.Late, 0, take.TakenAt, now);
        slot.State.Carry(rule, used, now);
        if (isDoubtful) slot.State.Doubt();
        if (slot.State is LeasedState leased) Tend(leased);
        if (used > 0) _carried[slot.State] = (rule, used + _carried.GetValueOrDefault(slot.State).Used);
    });

    internal IReadOnlyList<LimitReading> Read(CounterTake take)
    {
        var now = Now();
        lock (_gate)
        {
            var readings = new LimitReading[take.Slots.Length];
            for (var i = 0; i < readings.Length; i++) readings[i] = take.Slots[i].State.Read(take.Slots[i].Counter, now);
            return readings;
        }
    }

    internal async ValueTask<bool> TryExtendAsync(CounterTake take, Amounts more, CancellationToken cancellation)
    {
        for (var patience = default(Patience?); ; )
        {
            var now = Now();
            List<Lack>? lacks = null;
            lock (_gate)
            {
                var fit = Fit.Yes;
                foreach (ref var slot in take.Slots.AsSpan())
                {
                    var amount = slot.Counter.Rule.Window is LimitWindow.Open ? 0 : more.Of(slot.Counter.Rule.Unit);
                    if (amount == 0) continue;
                    var one = slot.State.Look(slot.Counter.Rule, amount, now);
                    if (one is Fit.No || (one is Fit.Unknown && patience?.IsOverFor(slot.State, now) == true)) return false;
                    if (one is not Fit.Unknown) continue;
                    (fit, lacks) = (Fit.Unknown, lacks ?? []);
                    lacks.Add(new Lack(slot.Counter.Rule, slot.State, amount));
                }

                if (fit is Fit.Yes)
                {
                    foreach (ref var slot in take.Slots.AsSpan())
                    {
                        var amount = slot.Counter.Rule.Window is LimitWindow.Open ? 0 : more.Of(slot.Counter.Rule.Unit);
                        if (amount == 0) continue;
                        slot.State.Take(slot.Counter.Rule, amount, now);
                        slot.Fresh += amount;
                    }

                    return true;
                }
            }

            patience = await AskAsync(lacks!, patience, now, cancellation);
        }
    }

    private delegate void SlotEnd(ref CounterTake.Slot slot, in Instant now);

    private void End(CounterTake take, SlotEnd end)
    {
        var now = Now();
        lock (_gate)
        {
            foreach (ref var slot in take.Slots.AsSpan())
            {
                if (slot.Fresh > 0) slot.State.Release(slot.Counter.Rule, slot.Fresh, take.TakenAt, now);
                end(ref slot, now);
                slot.State.Holds--;
            }
        }
    }

    /// <summary>Under the lock: takes from all, or says who refuses.</summary>
    /// <param name="patience">How long this has waited already; null at first.</param>
    /// <returns>Null if something is not known: <see cref="_lacks"/> and <see cref="_missing"/> say what.</returns>
    private TakeResult? TryTake(IReadOnlyList<Counter> counters, Amounts most, in Instant now, Patience? patience)
    {
        Forget(now, counters.Count + 1);
        if (_scratch.Length < counters.Count) _scratch = new CounterTake.Slot[counters.Count];
        _missing.Clear();
        _lacks.Clear();
        for (var i = 0; i < counters.Count; i++)
        {
            var counter = counters[i];
            if (!Find(counter, now, out var state))
            {
                _missing.Add(counter);
                continue;
            }

            var rule = counter.Rule;
            var amount = rule.Window is LimitWindow.Open ? 1 : most.Of(rule.Unit);
            _scratch[i] = new CounterTake.Slot { Counter = counter, State = state, Fresh = amount };
            var fit = state.Look(rule, amount, now);
            if (fit is Fit.No || (fit is Fit.Unknown && patience?.IsOverFor(state, now) == true)) return new TakeResult(null, state.Refuse(counter, amount, now));
            if (fit is Fit.Unknown) _lacks.Add(new Lack(rule, state, amount));
        }

        if (_missing.Count > 0 || _lacks.Count > 0) return null;
        var slots = _scratch.AsSpan(0, counters.Count).ToArray();
        foreach (ref var slot in slots.AsSpan())
        {
            slot.State.Take(slot.Counter.Rule, slot.Fresh, now);
            slot.State.Holds++;
        }

        return new TakeResult(new CounterTake(this, slots, now.Ticks), null);
    }

    /// <summary>With the store: reads what is not in memory, and asks for more of what nodes share.</summary>
    private async ValueTask<TakeResult> TakeSlowlyAsync(IReadOnlyList<Counter> counters, Amounts most, CancellationToken cancellation)
    {
        await KnowClockAsync(cancellation);
        for (var patience = default(Patience?); ; )
        {
            var now = Now();
            Counter[] missing;
            Lack[] lacks;
            lock (_gate)
            {
                if (TryTake(counters, most, now, patience) is { } result) return result;
                (missing, lacks) = ([.. _missing], [.. _lacks]);
            }

            foreach (var counter in missing) await LoadAsync(counter, WindowOf(counter, now), now, cancellation);
            if (missing.Length == 0) patience = await AskAsync(lacks, patience, now, cancellation);
        }
    }

    /// <summary>Reads one counter into memory.</summary>
    private async ValueTask LoadAsync(Counter counter, CounterWindow window, Instant now, CancellationToken cancellation)
    {
        if (_leases is not null)
        {
            var state = default(CounterState);
            lock (_gate) Find(counter, now, out state);
            await AskAsync([new Lack(counter.Rule, state!, 0)], null, now, cancellation);
            return;
        }

        var stored = await _store.FindAsync(window, cancellation);
        lock (_gate)
        {
            var key = KeyOf(counter, now);
            if (!_states.ContainsKey(key)) Add(new TallyState(key, window.Counter, counter.Rule.WindowAt(now.Utc).End, stored.Spent, stored.Reserved), now);
        }
    }

    /// <summary>Finds a counter in memory, or makes it where memory is all there is to know.</summary>
    private bool Find(Counter counter, in Instant now, [NotNullWhen(true)] out CounterState? state)
    {
        var key = KeyOf(counter, now);
        if (_states.TryGetValue(key, out state))
        {
            state.UsedAt = now.Ticks;
            if (state.Age!.Next is not null)
            {
                _byAge.Remove(state.Age);
                _byAge.AddLast(state.Age);
            }

            return true;
        }

        var rule = counter.Rule;
        state = (_leases is not null, rule) switch
        {
            (true, { IsRolling: true }) => new LeasedRateState(key, counter.Id),
            (true, _) => new LeasedState(key, counter.Id, rule.IsRecorded ? rule.WindowAt(now.Utc).End : DateTimeOffset.MaxValue),
            (false, { IsRolling: true }) => new RateState(key, counter.Id, rule),
            (false, { Window: LimitWindow.Open }) => new OpenState(key, counter.Id),
            _ => null,
        };
        if (state is null) return false;
        Add(state, now);
        return true;
    }

    private void Add(CounterState state, in Instant now)
    {
        state.UsedAt = now.Ticks;
        state.Age = _byAge.AddLast(state);
        _states.Add(state.Key, state);
    }

    /// <summary>Lets go of what was idle for long, a few at a time.</summary>
    private void Forget(in Instant now, int most)
    {
        var idle = _states.Count > Crowd ? CrowdedIdleTicks : IdleTicks;
        for (; most > 0 && _byAge.First is { } oldest && now.Ticks - oldest.Value.UsedAt > idle; most--)
        {
            _byAge.Remove(oldest);
            if (oldest.Value is { Holds: 0 } state && state.CanForget(now))
            {
                _states.Remove(state.Key);
                continue;
            }

            oldest.Value.UsedAt = now.Ticks; // looked at again after as long
            _byAge.AddLast(oldest);
        }
    }

    private static CounterKey KeyOf(Counter counter, in Instant now) =>
        new(counter.Rule.Id, counter.Holder, counter.Rule.Unit, counter.Rule.Window, counter.Rule.IsRecorded ? counter.Rule.WindowAt(now.Utc).Start.UtcTicks : 0);

    private static CounterWindow WindowOf(Counter counter, in Instant now) =>
        new(counter.Id, counter.Rule.IsRecorded ? counter.Rule.WindowAt(now.Utc).Start : DateTimeOffset.UnixEpoch, counter.Rule.Unit);

    private Instant Now()
    {
        var ticks = _time.GetElapsedTime(_origin).Ticks;
        return new Instant(ticks, _anchor is { } anchor ? anchor.Utc.AddTicks(ticks - anchor.Ticks) : _time.GetUtcNow());
    }
}
