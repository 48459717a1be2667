namespace Sallyport.Ledger.Archives;

/// <summary>A leaf on its way into an archive.</summary>
/// <param name="Json">The record; empty for a tombstone.</param>
/// <param name="Hash">Its leaf hash, 32 bytes.</param>
public readonly record struct ArchivedLeaf(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Hash);
