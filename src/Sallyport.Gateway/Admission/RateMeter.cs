namespace Sallyport.Gateway.Admission;

/// <summary>The generic cell rate algorithm in integers: a debt that drains at the rate, and must not exceed the burst.</summary>
/// <remarks>
/// The debt is kept in units times ticks of the period, so that neither taking nor draining rounds. In any time T at most burst + T × rate passes.
/// </remarks>
internal struct RateMeter
{
    private Int128 _debt;
    private long _at;

    /// <summary>Nothing is owed any more.</summary>
    public bool IsEmpty(LimitRule rule, long now)
    {
        Drain(rule, now);
        return _debt == 0;
    }

    /// <summary>Whether so much may pass now.</summary>
    public bool Fits(LimitRule rule, long amount, long now)
    {
        Drain(rule, now);
        return _debt + ((Int128)amount * PeriodOf(rule)) <= (Int128)CapOf(rule) * PeriodOf(rule);
    }

    /// <summary>Counts what passes, whether or not it fits.</summary>
    public void Add(LimitRule rule, long amount, long now)
    {
        Drain(rule, now);
        _debt += (Int128)amount * PeriodOf(rule);
    }

    /// <summary>Gives back what was taken and not used, but for what may have drained since: to give that back as well would let more pass than the burst.</summary>
    public void GiveBack(LimitRule rule, long amount, long takenAt, long now)
    {
        Drain(rule, now);
        var drained = (Int128)rule.Most * Math.Max(0, now - takenAt);
        var back = ((Int128)amount * PeriodOf(rule)) - drained;
        if (back > 0) _debt = Int128.Max(0, _debt - back);
    }

    /// <summary>What has not drained yet, in whole units, rounded up.</summary>
    public long Level(LimitRule rule, long now)
    {
        Drain(rule, now);
        return (long)Int128.Min(long.MaxValue, (_debt + PeriodOf(rule) - 1) / PeriodOf(rule));
    }

    /// <summary>Until so much fits; null if it never does.</summary>
    public TimeSpan? WaitFor(LimitRule rule, long amount, long now)
    {
        Drain(rule, now);
        if (rule.Most == 0 || amount > CapOf(rule)) return null;
        var over = _debt + ((Int128)(amount - CapOf(rule)) * PeriodOf(rule));
        return over <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Int128.Min((over + rule.Most - 1) / rule.Most, TimeSpan.TicksPerDay * 365));
    }

    /// <summary>Most that passes at one instant.</summary>
    public static long CapOf(LimitRule rule) => (rule.Burst > 0 ? rule.Burst : rule.Most) + rule.Overshoot;

    /// <summary>In ticks.</summary>
    public static long PeriodOf(LimitRule rule) => rule.Window is LimitWindow.Second ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMinute;

    private void Drain(LimitRule rule, long now)
    {
        if (now <= _at) return;
        _debt = Int128.Max(0, _debt - ((Int128)(now - _at) * rule.Most));
        _at = now;
    }
}
