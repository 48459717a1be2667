namespace Sallyport.Gateway.Admission;

/// <summary>Exchanges open at once, counted by this node alone.</summary>
internal sealed class OpenState(CounterKey key, string id) : CounterState(key, id)
{
    private long _open;

    public override Fit Look(LimitRule rule, long amount, in Instant now) => _open + amount <= rule.Most ? Fit.Yes : Fit.No;

    public override void Take(LimitRule rule, long amount, in Instant now) => _open += amount;

    public override void Release(LimitRule rule, long taken, long takenAt, in Instant now) => _open -= taken;

    public override void Settle(LimitRule rule, long taken, long used, long takenAt, in Instant now) => _open -= taken;

    public override LimitReading Read(Counter counter, in Instant now) => new(counter, counter.Rule.Most, _open, 0, null);

    public override LimitRefusal Refuse(Counter counter, long amount, in Instant now) =>
        new(counter, counter.Rule.Most, Math.Max(0, counter.Rule.Most - _open), amount, counter.Rule.Most == 0 ? null : Windows.Soon);

    public override bool CanForget(in Instant now) => _open == 0;
}
