namespace Sallyport.Gateway.Admission;

/// <summary>Where counters are kept. Charges come in with the log's entries; this reads them, lends to nodes that share them, and forgets old windows.</summary>
public interface ILimitStore
{
    /// <summary>How nodes share the counters; null where one node counts alone.</summary>
    ILimitLeases? Leases { get; }

    /// <summary>One counter in one window; zeros if nothing was charged yet.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; so for every member.</exception>
    ValueTask<StoredCounter> FindAsync(CounterWindow window, CancellationToken cancellation);

    /// <summary>All counters and the size of the log, as of one moment.</summary>
    ValueTask<CounterSnapshot> SnapshotAsync(CancellationToken cancellation);

    /// <summary>Forgets windows that began before a moment and in which nothing is reserved. Those that last for ever stay.</summary>
    /// <returns>How many were forgotten.</returns>
    ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>One window of one counter, as stores name it.</summary>
/// <param name="Counter">Id of the counter.</param>
/// <param name="Start">When the window began; the Unix epoch where it is not part of the record or lasts for ever. Whole seconds.</param>
/// <param name="Unit">What is counted.</param>
public readonly record struct CounterWindow(string Counter, DateTimeOffset Start, LimitUnit Unit);

/// <summary>What was charged.</summary>
public readonly record struct StoredCounter(CounterWindow Window, long Spent, long Reserved);

/// <summary>All counters as they were when the log had so many leaves.</summary>
public sealed record CounterSnapshot(long LogSize, IReadOnlyList<StoredCounter> Counters);
