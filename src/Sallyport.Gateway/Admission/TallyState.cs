namespace Sallyport.Gateway.Admission;

/// <summary>A window of the calendar that this node alone counts.</summary>
internal sealed class TallyState(CounterKey key, string id, DateTimeOffset end, long spent, long reserved) : CounterState(key, id)
{
    private long _spent = spent, _reserved = Math.Max(0, reserved), _carried;

    public override Fit Look(LimitRule rule, long amount, in Instant now) =>
        (rule.Overshoot == 0 || _spent < rule.Most) && _spent + _reserved + amount <= rule.Cap && (amount > 0 || _spent < rule.Most) ? Fit.Yes : Fit.No;

    public override void Take(LimitRule rule, long amount, in Instant now) => _reserved += amount;

    public override void Release(LimitRule rule, long taken, long takenAt, in Instant now) => _reserved -= taken;

    public override void Settle(LimitRule rule, long taken, long used, long takenAt, in Instant now)
    {
        _reserved -= taken;
        _spent = Math.Min(long.MaxValue / 4, _spent + used);
    }

    public override LimitReading Read(Counter counter, in Instant now) => new(counter, counter.Rule.Most, _spent, _reserved, Windows.Until(end, now));

    public override LimitRefusal Refuse(Counter counter, long amount, in Instant now) => Windows.Refuse(counter, amount, _spent, _reserved, end, now);

    public override bool CanForget(in Instant now) => _reserved == 0 && _carried == 0;

    public override void Carry(LimitRule rule, long used, in Instant now)
    {
        Settle(rule, 0, used, now.Ticks, now);
        _carried += used;
    }

    public override void Carried(long used, in Instant now) => _carried -= used;
}

/// <summary>Figures of a window of the calendar.</summary>
internal static class Windows
{
    /// <summary>When to look again at what only waits for exchanges that are open.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static TimeSpan? Until(DateTimeOffset end, in Instant now) => end == DateTimeOffset.MaxValue ? null : end > now.Utc ? end - now.Utc : TimeSpan.Zero;

    public static LimitRefusal Refuse(Counter counter, long amount, long spent, long reserved, DateTimeOffset end, in Instant now)
    {
        var rule = counter.Rule;
        var isOver = rule.Overshoot > 0 && spent >= rule.Most;
        var remaining = isOver ? 0 : Math.Max(0, rule.Cap - spent - reserved);
        var waitsForOthers = !isOver && spent + amount <= rule.Cap; // they may settle below what they reserved
        return new LimitRefusal(counter, rule.Cap, remaining, amount, amount > rule.Cap ? null : waitsForOthers ? Soon : Until(end, now));
    }
}
