using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>Makes leaves of a batch of entries and commits them. For the queue's thread alone.</summary>
internal interface ILeafTransaction : IDisposable
{
    /// <summary>True if the last <see cref="Commit"/> has let those who wait go already, because a second device was faster.</summary>
    bool HasReleased => false;

    /// <summary>Writes those entries that still wait (<see cref="PendingAppend.TryBeginWriting"/>) in one transaction and gives them their sequence numbers.</summary>
    /// <remarks>All are durable when this returns, and none is if it throws; but a failed sync may turn out to have reached the disk.</remarks>
    void Commit(ReadOnlySpan<PendingAppend> batch);

    /// <summary>What a fault of <see cref="Commit"/> says about the log.</summary>
    (LedgerCondition Condition, string Cause) Judge(Exception fault) => (LedgerCondition.Unwritable, "store_unavailable");
}
