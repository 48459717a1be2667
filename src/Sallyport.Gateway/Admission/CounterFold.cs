using Sallyport.Gateway.Audit;

namespace Sallyport.Gateway.Admission;

/// <summary>Adds up what the leaves of a log charge, and compares the sums with the counters: the difference must be nothing.</summary>
public sealed class CounterFold
{
    private readonly Dictionary<CounterWindow, (long Spent, long Reserved)> _sums = [];
    private readonly Dictionary<long, IReadOnlyList<Charge>> _open = [];

    /// <summary>Leaves that retention has taken away, and whose charges are not known any more.</summary>
    public long Pruned { get; private set; }

    /// <summary>Takes in the next leaf. All are needed, in order, from the first.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no leaf.</exception>
    public void Add(StoredLeaf leaf)
    {
        if (leaf.Json.IsEmpty)
        {
            Pruned++;
            return;
        }

        var entry = leaf.Entry;
        IReadOnlyList<Charge> intent = [];
        if (entry.IntentSequence is { } sequence && _open.Remove(sequence, out var opened)) intent = opened;
        if (entry.Type is AuditEntryType.Intent && entry.Charges.Count > 0) _open.Add(leaf.Sequence, entry.Charges);
        foreach (var charge in LeafCharges.Of(entry, intent))
        {
            var window = new CounterWindow(charge.Counter, charge.Window, charge.Unit);
            var before = _sums.GetValueOrDefault(window);
            _sums[window] = (before.Spent + charge.Spent, before.Reserved + charge.Reserved);
        }
    }

    /// <summary>Counters that differ from the sums. One that is not stored counts as zeros, unless its window is so old that it was pruned.</summary>
    /// <param name="prunedBefore">Windows that began before this may be missing.</param>
    public IReadOnlyList<CounterDifference> CompareWith(IReadOnlyList<StoredCounter> counters, DateTimeOffset prunedBefore)
    {
        var differences = new List<CounterDifference>();
        var stored = counters.ToDictionary(c => c.Window);
        foreach (var window in _sums.Keys.Union(stored.Keys).OrderBy(w => w.Counter, StringComparer.Ordinal).ThenBy(w => w.Start).ThenBy(w => w.Unit))
        {
            var sum = _sums.GetValueOrDefault(window);
            var isThere = stored.TryGetValue(window, out var counter);
            if (!isThere && window.Start > DateTimeOffset.UnixEpoch && window.Start < prunedBefore && sum.Reserved == 0) continue;
            if (counter.Spent != sum.Spent || counter.Reserved != sum.Reserved) differences.Add(new CounterDifference(window, counter.Spent, sum.Spent, counter.Reserved, sum.Reserved));
        }

        return differences;
    }

    /// <summary>Reads the whole log and compares.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">A store does not answer.</exception>
    public static async Task<CounterCheck> CheckAsync(ILimitStore limits, ILedgerStore ledger, DateTimeOffset now, CancellationToken cancellation)
    {
        const int Batch = 4_096;
        var snapshot = await limits.SnapshotAsync(cancellation);
        var fold = new CounterFold();
        for (var at = 0L; at < snapshot.LogSize;)
        {
            var leaves = await ledger.ReadAsync(at, (int)Math.Min(Batch, snapshot.LogSize - at), cancellation);
            foreach (var leaf in leaves) fold.Add(leaf);
            if (leaves.Count == 0) throw new Authentication.StoreUnavailableException("The log ends before its own end.");
            at += leaves.Count;
        }

        return new CounterCheck(snapshot.LogSize, snapshot.Counters.Count, fold.Pruned, fold.CompareWith(snapshot.Counters, now - LimitUpkeep.Kept));
    }
}

/// <summary>A counter that is not the sum of what the log says.</summary>
public sealed record CounterDifference(CounterWindow Window, long Spent, long SpentInLog, long Reserved, long ReservedInLog);

/// <summary>What a comparison found.</summary>
/// <param name="Leaves">Leaves read.</param>
/// <param name="Counters">Windows of counters that hold something.</param>
/// <param name="Pruned">Leaves that retention took away: with any of them missing, counters of their time cannot be checked and show as differences.</param>
/// <param name="Differences">None, if all is well.</param>
public sealed record CounterCheck(long Leaves, int Counters, long Pruned, IReadOnlyList<CounterDifference> Differences);
