namespace Sallyport.Gateway.Admission;

/// <summary>A take of <see cref="LimitCounters"/>, which holds the lock whenever amounts change.</summary>
internal sealed class CounterTake(LimitCounters counters, CounterTake.Slot[] slots, long takenAt) : Take
{
    private IReadOnlyList<Charge>? _charges;
    private bool _isRecording, _hasEnded;

    public Slot[] Slots => slots;

    /// <summary>In ticks.</summary>
    public long TakenAt => takenAt;

    public override IReadOnlyList<Charge> Charges => _charges ??= ChargesOf(static s => new Charge(s.State.Id, s.Window, s.Counter.Rule.Unit, s.Fresh + s.Recorded, 0));

    public override void BeginRecording()
    {
        if (_isRecording || _hasEnded) return;
        _isRecording = true;
        counters.BeginRecording(this, isLate: false);
    }

    public override ValueTask<bool> TryExtendAsync(Amounts more, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        return counters.TryExtendAsync(this, more, cancellation);
    }

    public override IReadOnlyList<Charge> TakeExtension()
    {
        if (!_isRecording || _hasEnded) return [];
        var charges = ChargesOf(static s => new Charge(s.State.Id, s.Window, s.Counter.Rule.Unit, 0, s.Fresh));
        counters.BeginRecording(this, isLate: true);
        return charges;
    }

    public override IReadOnlyList<LimitReading> Read() => counters.Read(this);

    public override IReadOnlyList<Charge> Settle(Amounts actual)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        _hasEnded = true;
        var charges = ChargesOf(s => new Charge(s.State.Id, s.Window, s.Counter.Rule.Unit, -s.Recorded, actual.Of(s.Counter.Rule.Unit) - s.Late));
        counters.Settle(this, actual);
        return charges;
    }

    public override void SettleUnrecorded(Amounts actual)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        _hasEnded = true;
        counters.Carry(this, actual, _isRecording);
    }

    public override void Release()
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        if (_isRecording) throw new InvalidOperationException("What may be recorded is settled, not released.");
        _hasEnded = true;
        counters.Release(this);
    }

    public override void Dispose()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        if (_isRecording) counters.Abandon(this);
        else counters.Release(this);
    }

    private List<Charge> ChargesOf(Func<Slot, Charge> make)
    {
        var charges = new List<Charge>(slots.Length);
        foreach (var slot in slots)
        {
            if (slot.Counter.Rule.IsRecorded && make(slot) is var charge && (charge.Reserved != 0 || charge.Spent != 0)) charges.Add(charge);
        }

        return charges;
    }

    /// <summary>One counter's part.</summary>
    internal struct Slot
    {
        public Counter Counter;
        public CounterState State;

        /// <summary>Taken and in no entry.</summary>
        public long Fresh;

        /// <summary>Reserved in the intent.</summary>
        public long Recorded;

        /// <summary>Counted as spent in the entry of an extension.</summary>
        public long Late;

        public readonly DateTimeOffset Window => new(Counter.Rule.IsRecorded ? State.Key.WindowTicks : DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
    }
}
