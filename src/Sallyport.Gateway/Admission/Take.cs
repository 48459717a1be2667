namespace Sallyport.Gateway.Admission;

/// <summary>What one exchange has taken from its counters. Ends once: settled, released, or disposed. Used by one thread at a time.</summary>
/// <remarks>
/// Order: take; <see cref="Charges"/> into the intent; before another attempt that may cost more, <see cref="TryExtendAsync"/> and an entry with <see cref="TakeExtension"/>;
/// <see cref="Settle"/> into the result. An exchange that the operator lets pass without a record ends with <see cref="SettleUnrecorded"/>.
/// </remarks>
public abstract class Take : IDisposable
{
    /// <summary>What the intent records: reservations. Empty if no counter is part of the record.</summary>
    public abstract IReadOnlyList<Charge> Charges { get; }

    /// <summary>To be called before <see cref="Charges"/> are handed to the record: from then on what became of the entry may be unknown, and a take that is only disposed stays charged in full.</summary>
    public abstract void BeginRecording();

    /// <summary>Takes more from the same counters, for another attempt; <see cref="LimitWindow.Open"/> and requests are left alone unless <paramref name="more"/> names requests.</summary>
    /// <returns>False if one of them has not enough; then nothing was taken.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">The shared counters do not answer and this node holds too little.</exception>
    public abstract ValueTask<bool> TryExtendAsync(Amounts more, CancellationToken cancellation);

    /// <summary>What was taken since <see cref="BeginRecording"/> by extending: charges of an entry that must be durable before the next attempt leaves
    /// (<see cref="Audit.AuditEntry.OfExtension"/>). They count as spent at once, since a restart settles what the intent names and no more; settling puts them right.</summary>
    /// <returns>Empty if there is nothing new. A second call does not return them again.</returns>
    public abstract IReadOnlyList<Charge> TakeExtension();

    /// <summary>How the counters stand now, in the caller's order, this take included.</summary>
    public abstract IReadOnlyList<LimitReading> Read();

    /// <summary>Replaces what was reserved by what was used.</summary>
    /// <param name="actual">Of all attempts together, those that may have been billed unseen at their bound. May exceed what was reserved: then the counters go over, and say so.</param>
    /// <returns>Charges of the result; they must be handed to the record.</returns>
    public abstract IReadOnlyList<Charge> Settle(Amounts actual);

    /// <summary>The same where neither intent nor result is recorded: the charges wait in memory and are recorded in an entry of their own as soon as one can be written.</summary>
    public abstract void SettleUnrecorded(Amounts actual);

    /// <summary>Gives everything back. Only where nothing was recorded and nothing can have been billed; after an intent, settle with what was used.</summary>
    public abstract void Release();

    /// <summary>Ends a take that nothing else has ended: before <see cref="BeginRecording"/> it is released, after it the counters keep all that was reserved as spent.</summary>
    public abstract void Dispose();
}
