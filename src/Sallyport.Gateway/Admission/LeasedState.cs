namespace Sallyport.Gateway.Admission;

/// <summary>What a state that nodes share asks of the store, and does with the answer. Under the engine's lock but for the wish's own decision.</summary>
internal interface ILeased
{
    /// <param name="need">Of all exchanges that wait, together.</param>
    LeaseWish Wish(LimitRule rule, long need, bool isUrgent);

    void Accept(LimitRule rule, in LeaseAnswer answer, in Instant now);
}

/// <summary>A window of the calendar, or places of open exchanges, that nodes share: what this node holds of it.</summary>
/// <remarks>
/// The store's row of this node is never less than what is held here and what was taken and is not recorded yet. What is left of a reservation when it is settled
/// goes to all nodes, not back to this one: then nothing here depends on whether the result was written.
/// </remarks>
internal sealed class LeasedState(CounterKey key, string id, DateTimeOffset end) : CounterState(key, id), ILeased
{
    /// <summary>How old news may be that refuses.</summary>
    private static readonly long FreshTicks = TimeSpan.FromMilliseconds(100).Ticks;

    private static readonly long NewsTicks = TimeSpan.FromSeconds(1).Ticks;

    private SharedCounter? _news;
    private long _newsAt, _deniedAt = long.MinValue / 2, _denied, _carried;

    /// <summary>Free to take.</summary>
    public long Held { get; private set; }

    /// <summary>Taken and in no entry; the store still counts it as this node's.</summary>
    public long Unbegun { get; private set; }

    /// <summary>The store may hold more for this node than it knows.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>When something was last handed to the record, in ticks.</summary>
    public long BegunAt { get; private set; }

    /// <summary>Calls to the store that have not been answered, and how many were.</summary>
    public (int Open, int Done) Calls { get; private set; }

    public CounterWindow Window => new(Id, new DateTimeOffset(IsOpen ? DateTimeOffset.UnixEpoch.Ticks : Key.WindowTicks, TimeSpan.Zero), Key.Unit);

    /// <summary>Others give back within a second what they do not use. How many are open is worth no such wait.</summary>
    public override long Patience => IsOpen ? TimeSpan.FromMilliseconds(300).Ticks : TimeSpan.FromSeconds(3).Ticks;

    private bool IsOpen => Key.Kind is LimitWindow.Open;

    public override Fit Look(LimitRule rule, long amount, in Instant now)
    {
        if (amount > 0 && Held >= amount && !(rule.Overshoot > 0 && !IsOpen && _news?.Spent >= rule.Most)) return Fit.Yes;
        if (amount > rule.Cap || (amount >= _denied && now.Ticks - _deniedAt <= FreshTicks)) return Fit.No;
        if (_news is not { } news || now.Ticks - _newsAt > (amount == 0 ? NewsTicks : FreshTicks)) return Fit.Unknown;
        if (IsOpen) return Fit.Unknown;
        if (amount == 0) return news.Spent < rule.Most ? Fit.Yes : Fit.No;
        return (rule.Overshoot > 0 && news.Spent >= rule.Most) || news.Spent + news.Reserved + amount > rule.Cap ? Fit.No : Fit.Unknown;
    }

    public override bool NeedsNews(in Instant now) => _news is null || now.Ticks - _newsAt > NewsTicks;

    public override void Take(LimitRule rule, long amount, in Instant now)
    {
        Held -= amount;
        Unbegun += amount;
    }

    public override void BeginRecording(long taken, in Instant now)
    {
        Unbegun -= taken;
        BegunAt = now.Ticks;
    }

    public override void Release(LimitRule rule, long taken, long takenAt, in Instant now)
    {
        Unbegun -= taken;
        Held += taken;
    }

    public override void Settle(LimitRule rule, long taken, long used, long takenAt, in Instant now)
    {
        if (IsOpen) Release(rule, taken, takenAt, now);
    }

    public override void Carry(LimitRule rule, long used, in Instant now)
    {
        var part = Math.Clamp(Held, 0, used);
        Held -= part;
        Unbegun += part;
        _carried += part;
    }

    public override void Carried(long used, in Instant now)
    {
        var part = Math.Min(_carried, used);
        _carried -= part;
        BeginRecording(part, now);
        if (part < used) Doubt(); // more was used than was held
    }

    /// <summary>From here on only what is granted anew is spent, until the store was asked: it may have less for this node, if others thought it gone.</summary>
    public override void Doubt()
    {
        IsDoubtful = true;
        GiveUp();
    }

    /// <summary>What was given back may not have arrived.</summary>
    public void DoubtStore() => IsDoubtful = true;

    public override LimitReading Read(Counter counter, in Instant now) => IsOpen
        ? new(counter, counter.Rule.Most, Math.Max(_news?.Leased ?? 0, Unbegun), 0, null)
        : new(counter, counter.Rule.Most, _news?.Spent ?? 0, Math.Max(_news?.Reserved ?? 0, Unbegun), Windows.Until(end, now));

    public override LimitRefusal Refuse(Counter counter, long amount, in Instant now)
    {
        if (now.Ticks - _deniedAt > FreshTicks) (_deniedAt, _denied) = (now.Ticks, amount);
        return IsOpen
            ? new LimitRefusal(counter, counter.Rule.Most, Math.Max(0, Held), amount, counter.Rule.Most == 0 ? null : Windows.Soon)
            : Windows.Refuse(counter, amount, _news?.Spent ?? 0, _news?.Reserved ?? 0, end, now);
    }

    public override bool CanForget(in Instant now) => Held == 0 && Unbegun == 0 && !IsDoubtful;

    public LeaseWish Wish(LimitRule rule, long need, bool isUrgent)
    {
        var more = Math.Max(0, need - Held);
        Calls = (Calls.Open + 1, Calls.Done);
        return new LeaseWish(Window, isUrgent, counter => new LeaseGrant(Grant(rule, more, counter with { IsWanted = counter.IsWanted || isUrgent }), null));
    }

    public void Accept(LimitRule rule, in LeaseAnswer answer, in Instant now)
    {
        Held += answer.Grant.Amount;
        Calls = (Calls.Open - 1, Calls.Done + 1);
        (_news, _newsAt) = (answer.Before, now.Ticks);
    }

    /// <summary>A call failed: what it asked for may have been granted.</summary>
    public void Fail()
    {
        Calls = (Calls.Open - 1, Calls.Done + 1);
        DoubtStore();
    }

    /// <summary>Gives up all that is free.</summary>
    public long GiveUp()
    {
        var all = Math.Max(0, Held);
        Held -= all;
        return all;
    }

    /// <summary>Takes over what the store says, once nothing was handed to the record for a while.</summary>
    /// <param name="stored">Null if it was taken away.</param>
    public void Correct(long? stored)
    {
        Held = stored is { } amount ? amount - Unbegun : 0;
        IsDoubtful = false;
    }

    /// <summary>A tenth of the limit at a time, and at most half of what is free, so that the last of it does not lie idle on one node; but what is needed, if it is there.</summary>
    private static long Grant(LimitRule rule, long need, in SharedCounter counter)
    {
        if (need == 0 || (rule.Overshoot > 0 && rule.IsRecorded && counter.Spent >= rule.Most)) return 0;
        var free = Math.Max(0, (rule.IsRecorded ? rule.Cap : rule.Most) - counter.Spent - counter.Reserved - counter.Leased);
        var slice = counter.IsWanted ? 0 : Math.Min(rule.Most / 10, free / 2);
        return Math.Min(free, Math.Max(need, slice));
    }
}
