namespace Sallyport.Control.Evidence;

/// <summary>How sure an answer from the record is.</summary>
/// <param name="FoldedLeaves">Leaves that the answer is made from.</param>
/// <param name="Leaves">Leaves of the log. If there are more, ask again later.</param>
/// <param name="CheckpointSize">Leaves that a signed checkpoint commits to; null before the first. Later ones are ordered, but not yet provable to others.</param>
/// <param name="Gaps">Times for which nothing was recorded, of the whole gateway.</param>
/// <param name="Unrecorded">Exchanges that went unrecorded then. The count is exact; whose they were is not known.</param>
/// <param name="MissingLeaves">Leaves that retention took away before they were counted here.</param>
/// <param name="ClockSetBack">How often a gateway's clock went back by more than ten seconds.</param>
/// <param name="LargestClockStepMilliseconds">The largest of these steps; the true time may differ by that much.</param>
/// <param name="KeptFrom">Requests from before this time may have been taken away.</param>
public sealed record Certainty(
    long FoldedLeaves, long Leaves, long? CheckpointSize, IReadOnlyList<RecordGap> Gaps, long Unrecorded, long MissingLeaves, int ClockSetBack, long LargestClockStepMilliseconds, DateTimeOffset KeptFrom)
{
    /// <summary>True if nothing speaks against the answer being complete.</summary>
    public bool IsComplete => FoldedLeaves == Leaves && Unrecorded == 0 && MissingLeaves == 0;
}

/// <summary>A gap leaf.</summary>
public sealed record RecordGap(long Sequence, DateTimeOffset At, long Count);
