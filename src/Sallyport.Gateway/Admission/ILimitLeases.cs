namespace Sallyport.Gateway.Admission;

/// <summary>Lends slices of shared counters to nodes. What a node holds, no other can spend; the log takes from it what the node records.</summary>
public interface ILimitLeases
{
    /// <summary>The clock by which windows begin for all nodes.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; so for every member.</exception>
    ValueTask<DateTimeOffset> TimeAsync(CancellationToken cancellation);

    /// <summary>Locks the counters, asks each wish what to grant, and keeps that as this node's.</summary>
    /// <param name="wishes">No counter twice.</param>
    /// <returns>In the same order. After an exception a grant may have been kept that this node knows nothing of: see <see cref="HeldAsync"/>.</returns>
    ValueTask<IReadOnlyList<LeaseAnswer>> LeaseAsync(IReadOnlyList<LeaseWish> wishes, CancellationToken cancellation);

    /// <summary>Gives slices back.</summary>
    ValueTask ReturnAsync(IReadOnlyList<(CounterWindow Window, long Amount)> slices, CancellationToken cancellation);

    /// <summary>Counters of which this node holds something and another has lately wanted more than was free.</summary>
    ValueTask<IReadOnlyList<CounterWindow>> WantedAsync(CancellationToken cancellation);

    /// <summary>What the store says that this node holds, once nothing of it is being written; null if the slice was taken away because the node was thought gone.</summary>
    ValueTask<long?> HeldAsync(CounterWindow window, CancellationToken cancellation);
}

/// <summary>A slice that a node would like.</summary>
/// <param name="Window">Of which counter.</param>
/// <param name="IsUrgent">Others are to give back what they do not use.</param>
/// <param name="Decide">Says what is granted; called under the counter's lock, must be short.</param>
public sealed record LeaseWish(CounterWindow Window, bool IsUrgent, Func<SharedCounter, LeaseGrant> Decide);

/// <summary>A shared counter under its lock.</summary>
/// <param name="Spent">Charged and settled.</param>
/// <param name="Reserved">Charged and open.</param>
/// <param name="Leased">Held by nodes, this one included.</param>
/// <param name="IsWanted">Somebody has lately wanted more than was free.</param>
/// <param name="EmptyAt">Rolling windows: when all that was granted has drained.</param>
/// <param name="Now">By the store's clock.</param>
public readonly record struct SharedCounter(long Spent, long Reserved, long Leased, bool IsWanted, DateTimeOffset? EmptyAt, DateTimeOffset Now);

/// <summary>What a wish is granted.</summary>
/// <param name="Amount">0 or more. Held until it is recorded or given back; rolling windows: the node's from now on.</param>
/// <param name="EmptyAt">Rolling windows: when this has drained as well; null for others.</param>
public readonly record struct LeaseGrant(long Amount, DateTimeOffset? EmptyAt);

/// <summary>What was granted, and how the counter stood before.</summary>
public readonly record struct LeaseAnswer(SharedCounter Before, LeaseGrant Grant);
