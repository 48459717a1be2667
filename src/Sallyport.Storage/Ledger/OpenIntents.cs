using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>Intents of this process that have no result yet: says up to where a start after a crash need not look.</summary>
internal sealed class OpenIntents
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _open = [];
    private long _committing = long.MaxValue;

    /// <summary>Leaves from here on are about to be durable, and this has not been told of them.</summary>
    public void Expect(long first)
    {
        lock (_gate) _committing = first;
    }

    /// <summary>Takes in what was committed.</summary>
    public void Follow(ReadOnlySpan<PendingAppend> batch)
    {
        lock (_gate)
        {
            foreach (var append in batch)
            {
                if (append.Sequence == 0 || append.Entry is not { } entry) continue; // the watchdog was faster
                if (entry.Type is AuditEntryType.Intent) _open.Add(append.Sequence);
                else if (entry.IntentSequence is { } intent) _open.Remove(intent);
            }

            _committing = long.MaxValue;
        }
    }

    /// <summary>Takes in one leaf that was committed.</summary>
    public void Follow(long sequence, AuditEntryType type, long? intent)
    {
        lock (_gate)
        {
            if (type is AuditEntryType.Intent) _open.Add(sequence);
            else if (intent is { } closed) _open.Remove(closed);
        }
    }

    /// <summary>Every intent of this process up to here has its result.</summary>
    /// <param name="last">Last leaf that is known to be durable.</param>
    public long ClosedThrough(long last)
    {
        lock (_gate)
        {
            if (_open.Count > 0) last = Math.Min(last, _open.Min() - 1);
            return Math.Min(last, _committing - 1);
        }
    }
}
