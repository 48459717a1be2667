using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Memory;

/// <summary>Counts what passed without a record, in memory, for tests and for warming up.</summary>
public sealed class MemoryGapCounter : IGapCounter
{
    private long _total;

    /// <summary>All that were counted.</summary>
    public long Total => Interlocked.Read(ref _total);

    public void Count(Guid exchange, DateTimeOffset at, string cause, bool mayBeWritten) => Interlocked.Increment(ref _total);
}
