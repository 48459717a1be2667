namespace Sallyport.Gateway.Admission;

/// <summary>What is known of one counter in one window. Every member is called under the engine's lock.</summary>
internal abstract class CounterState(CounterKey key, string id)
{
    public CounterKey Key { get; } = key;

    /// <summary>Name in the record and in stores.</summary>
    public string Id { get; } = id;

    /// <summary>Takes that have not ended.</summary>
    public int Holds { get; set; }

    /// <summary>When it was looked at last, and its neighbours by that time.</summary>
    public long UsedAt { get; set; }

    public LinkedListNode<CounterState>? Age { get; set; }

    /// <summary>Whether so much can be taken.</summary>
    public abstract Fit Look(LimitRule rule, long amount, in Instant now);

    /// <summary>How long an exchange may wait for what other nodes hold and may not need, in ticks.</summary>
    public virtual long Patience => 0;

    /// <summary>Whether <see cref="Read"/> would tell old news of what nodes share.</summary>
    public virtual bool NeedsNews(in Instant now) => false;

    /// <summary>Takes what <see cref="Look"/> found to fit.</summary>
    public abstract void Take(LimitRule rule, long amount, in Instant now);

    /// <summary>Takes back what was taken and is in no entry.</summary>
    /// <param name="takenAt">In ticks.</param>
    public abstract void Release(LimitRule rule, long taken, long takenAt, in Instant now);

    /// <summary>Replaces what was taken by what was used. Both 0 or more.</summary>
    /// <param name="takenAt">In ticks.</param>
    public abstract void Settle(LimitRule rule, long taken, long used, long takenAt, in Instant now);

    public abstract LimitReading Read(Counter counter, in Instant now);

    public abstract LimitRefusal Refuse(Counter counter, long amount, in Instant now);

    /// <summary>Whether forgetting it loses nothing: it is as a new one would be, or a store knows it.</summary>
    public abstract bool CanForget(in Instant now);

    /// <summary>What was taken is about to be recorded.</summary>
    public virtual void BeginRecording(long taken, in Instant now)
    {
    }

    /// <summary>Nobody knows whether what was taken has been recorded.</summary>
    public virtual void Doubt()
    {
    }

    /// <summary>Counts what was used and waits in memory for an entry to travel with.</summary>
    public virtual void Carry(LimitRule rule, long used, in Instant now) => Settle(rule, 0, used, now.Ticks, now);

    /// <summary>What was carried is recorded.</summary>
    public virtual void Carried(long used, in Instant now)
    {
    }
}

/// <summary>Answer of <see cref="CounterState.Look"/>.</summary>
internal enum Fit
{
    Yes,
    No,

    /// <summary>This node holds too little: the store must be asked.</summary>
    Unknown,
}
