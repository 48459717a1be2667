namespace Sallyport.Gateway.Admission;

/// <summary>A rolling window that nodes share: cells granted to this node, which it must use within <see cref="Life"/>.</summary>
/// <remarks>The store counts cells when it grants them. One that is used later than that moves by at most its life: in any time T at most burst + (T + life) × rate passes all nodes together.</remarks>
internal sealed class LeasedRateState(CounterKey key, string id) : CounterState(key, id), ILeased
{
    /// <summary>How long granted cells live.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMilliseconds(250);

    private DateTimeOffset? _emptyAt;
    private long _held, _expiresAt;

    public override Fit Look(LimitRule rule, long amount, in Instant now)
    {
        amount = Math.Max(amount, 1);
        Expire(now);
        if (_held >= amount) return Fit.Yes;
        return WaitFor(rule, amount - _held, now) is { Ticks: 0 } ? Fit.Unknown : Fit.No;
    }

    public override void Take(LimitRule rule, long amount, in Instant now) => _held -= amount;

    public override void Release(LimitRule rule, long taken, long takenAt, in Instant now) => GiveBack(rule, taken, takenAt, now);

    public override void Settle(LimitRule rule, long taken, long used, long takenAt, in Instant now)
    {
        if (used > taken) _held -= used - taken; // a debt that the next grant pays
        else GiveBack(rule, taken - used, takenAt, now);
    }

    public override LimitReading Read(Counter counter, in Instant now)
    {
        var rule = counter.Rule;
        var cap = RateMeter.CapOf(rule);
        return new LimitReading(counter, cap, Math.Max(0, Level(rule, now) - Math.Max(0, _held)), 0, rule.Most == 0 ? null : WaitFor(rule, cap, now));
    }

    public override LimitRefusal Refuse(Counter counter, long amount, in Instant now)
    {
        var cap = RateMeter.CapOf(counter.Rule);
        return new LimitRefusal(counter, cap, Math.Max(0, cap - Level(counter.Rule, now)), amount, amount > cap ? null : WaitFor(counter.Rule, Math.Max(1, amount - _held), now));
    }

    public override bool CanForget(in Instant now) => _held >= 0; // the store knows the rest

    public LeaseWish Wish(LimitRule rule, long need, bool isUrgent)
    {
        var more = Math.Max(0, Math.Max(1, need) - _held);
        return new LeaseWish(new CounterWindow(Id, DateTimeOffset.UnixEpoch, Key.Unit), IsUrgent: false, counter => Grant(rule, more, counter));
    }

    public void Accept(LimitRule rule, in LeaseAnswer answer, in Instant now)
    {
        Expire(now);
        if (_held <= 0) _expiresAt = now.Ticks + Life.Ticks; // those that were there already do not live longer
        _held += answer.Grant.Amount;
        _emptyAt = answer.Grant.EmptyAt;
    }

    private static LeaseGrant Grant(LimitRule rule, long need, in SharedCounter counter)
    {
        var period = RateMeter.PeriodOf(rule);
        var owed = counter.EmptyAt is { } at && at > counter.Now ? (Int128)(at - counter.Now).Ticks * rule.Most : 0;
        var free = (long)Int128.Max(0, (((Int128)RateMeter.CapOf(rule) * period) - owed) / period);
        var slice = (long)((Int128)rule.Most * Life.Ticks / period);
        var amount = rule.Most == 0 ? 0 : Math.Min(free, Math.Max(need, slice));
        if (amount == 0) return new LeaseGrant(0, counter.EmptyAt);
        var ticks = ((owed + ((Int128)amount * period)) + rule.Most - 1) / rule.Most;
        var microseconds = (long)((ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond); // as fine as stores keep time, rounded against the caller
        return new LeaseGrant(amount, counter.Now.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>As <see cref="RateMeter.GiveBack"/>: only what cannot have drained.</summary>
    private void GiveBack(LimitRule rule, long amount, long takenAt, in Instant now)
    {
        Expire(now);
        var period = RateMeter.PeriodOf(rule);
        var back = (long)Int128.Max(0, (((Int128)amount * period) - ((Int128)rule.Most * Math.Max(0, now.Ticks - takenAt))) / period);
        if (back == 0) return;
        if (_held <= 0) _expiresAt = now.Ticks + Life.Ticks;
        _held += back;
    }

    private void Expire(in Instant now)
    {
        if (_held > 0 && now.Ticks >= _expiresAt) _held = 0;
    }

    private long Level(LimitRule rule, in Instant now)
    {
        var owed = _emptyAt is { } at && at > now.Utc ? (Int128)(at - now.Utc).Ticks * rule.Most : 0;
        return (long)Int128.Min(long.MaxValue, (owed + RateMeter.PeriodOf(rule) - 1) / RateMeter.PeriodOf(rule));
    }

    private TimeSpan? WaitFor(LimitRule rule, long amount, in Instant now)
    {
        var cap = RateMeter.CapOf(rule);
        if (rule.Most == 0 || amount > cap) return null;
        var owed = _emptyAt is { } at && at > now.Utc ? (Int128)(at - now.Utc).Ticks * rule.Most : 0;
        var over = owed + ((Int128)(amount - cap) * RateMeter.PeriodOf(rule));
        return over <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Int128.Min((over + rule.Most - 1) / rule.Most, TimeSpan.TicksPerDay * 365));
    }
}
