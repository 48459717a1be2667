namespace Sallyport.Ledger.Verification;

/// <summary>One leaf as stored.</summary>
/// <param name="Sequence">Its place, from 0.</param>
/// <param name="Json">The record without the version line; empty for a tombstone. Valid until the next batch is asked for.</param>
public readonly record struct StoredLeaf(long Sequence, ReadOnlyMemory<byte> Json)
{
    /// <summary>Whether the record is gone and only its hash is left.</summary>
    public bool IsTombstone => Json.IsEmpty;
}
