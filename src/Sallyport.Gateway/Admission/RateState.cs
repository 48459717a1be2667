namespace Sallyport.Gateway.Admission;

/// <summary>A rolling window that this node alone counts.</summary>
internal sealed class RateState(CounterKey key, string id, LimitRule first) : CounterState(key, id)
{
    private LimitRule _rule = first;
    private RateMeter _meter;

    public override Fit Look(LimitRule rule, long amount, in Instant now)
    {
        _rule = rule;
        return _meter.Fits(rule, Math.Max(amount, 1), now.Ticks) ? Fit.Yes : Fit.No;
    }

    public override void Take(LimitRule rule, long amount, in Instant now) => _meter.Add(rule, amount, now.Ticks);

    public override void Release(LimitRule rule, long taken, long takenAt, in Instant now) => _meter.GiveBack(rule, taken, takenAt, now.Ticks);

    public override void Settle(LimitRule rule, long taken, long used, long takenAt, in Instant now)
    {
        if (used > taken) _meter.Add(rule, used - taken, now.Ticks);
        else if (used < taken) _meter.GiveBack(rule, taken - used, takenAt, now.Ticks);
    }

    public override LimitReading Read(Counter counter, in Instant now)
    {
        var rule = counter.Rule;
        var level = _meter.Level(rule, now.Ticks);
        return new LimitReading(counter, RateMeter.CapOf(rule), level, 0, _meter.WaitFor(rule, RateMeter.CapOf(rule), now.Ticks));
    }

    public override LimitRefusal Refuse(Counter counter, long amount, in Instant now)
    {
        var rule = counter.Rule;
        var cap = RateMeter.CapOf(rule);
        return new LimitRefusal(counter, cap, Math.Max(0, cap - _meter.Level(rule, now.Ticks)), amount, _meter.WaitFor(rule, Math.Max(amount, 1), now.Ticks));
    }

    public override bool CanForget(in Instant now) => _meter.IsEmpty(_rule, now.Ticks);
}
