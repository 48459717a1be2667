namespace Sallyport.Storage.Ledger;

/// <summary>Makes leaves of a batch of entries and commits them. For the queue's thread alone.</summary>
internal interface ILeafTransaction : IDisposable
{
    /// <summary>Writes those entries that still wait (<see cref="PendingAppend.TryBeginWriting"/>) in one transaction and gives them their sequence numbers.</summary>
    /// <remarks>All are durable when this returns, and none is if it throws.</remarks>
    void Commit(ReadOnlySpan<PendingAppend> batch);
}
