using Sallyport.Ledger.Verification;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>A place outside of the log that keeps its checkpoints. It understands nothing of them. Whatever fails is an <see cref="Export.ExportFaultException"/> or an I/O error.</summary>
internal interface IAnchor : IDisposable
{
    /// <summary>The note that was put last; null if there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> LastAsync(CancellationToken cancellation);

    /// <summary>Keeps a checkpoint beside those that are there. Putting the last one again does no harm.</summary>
    ValueTask PutAsync(StoredCheckpoint checkpoint, CancellationToken cancellation);

    /// <summary>All that is kept, oldest first, for a verifier. What is no note is among it.</summary>
    ValueTask<IReadOnlyList<OutsideCheckpoint>> ReadAsync(CancellationToken cancellation);
}
