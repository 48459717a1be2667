namespace Sallyport.Gateway.Audit;

/// <summary>The log beneath the record: leaves in order, Merkle tiles, checkpoints. For the integrator, verifiers, exports and read models.</summary>
public interface ILedgerStore
{
    /// <summary>Name of the log: the first line of its checkpoints. Never changes.</summary>
    string Origin { get; }

    /// <summary>Name under which this process writes leaves.</summary>
    string Node { get; }

    /// <summary>How many leaves are durable.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; so for every member.</exception>
    ValueTask<long> SizeAsync(CancellationToken cancellation);

    /// <summary>Leaves in order, from <paramref name="from"/> on.</summary>
    /// <param name="most">1 to 10,000.</param>
    /// <returns>Fewer than asked for only at the end of the log. A pruned leaf has no JSON.</returns>
    ValueTask<IReadOnlyList<StoredLeaf>> ReadAsync(long from, int most, CancellationToken cancellation);

    /// <summary>Hashes of leaves that this process wrote lately, 32 bytes each; saves reading and hashing them.</summary>
    /// <returns>False if not all are at hand: then read the leaves.</returns>
    bool TryReadHashes(long from, int count, Span<byte> hashes);

    /// <summary>Entries that this process wrote lately; saves reading and parsing their leaves. Each is handed over once: for the read models alone.</summary>
    /// <returns>In order, from <paramref name="from"/> on; empty if that one is not at hand: then read the leaves.</returns>
    IReadOnlyList<AuditEntry> TakeFresh(long from, int most);

    /// <summary>Hashes of one tile: 32 bytes each, 1 to 256 of them; null if it is not there.</summary>
    /// <param name="level">0 holds the leaves' hashes.</param>
    /// <remarks>Blocks: whoever walks the tree does so on a thread of its own.</remarks>
    ReadOnlyMemory<byte>? FindTile(int level, long index);

    /// <summary>Checkpoints of at least <paramref name="fromSize"/> leaves, smallest first.</summary>
    ValueTask<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(long fromSize, int most, CancellationToken cancellation);

    /// <summary>The largest checkpoint; null before the first.</summary>
    ValueTask<StoredCheckpoint?> LastCheckpointAsync(CancellationToken cancellation);

    /// <summary>Stores new tiles and the checkpoint that commits to them, in one transaction, if <paramref name="previousSize"/> is still the last one's size (0 if none).</summary>
    /// <returns>False if another integrator was faster; then nothing was stored.</returns>
    ValueTask<bool> IntegrateAsync(long previousSize, IReadOnlyList<StoredTile> tiles, StoredCheckpoint checkpoint, CancellationToken cancellation);

    /// <summary>Adds cosignatures to a checkpoint.</summary>
    /// <param name="note">The same note with more signatures.</param>
    ValueTask CosignAsync(long size, ReadOnlyMemory<byte> note, CancellationToken cancellation);
}

/// <summary>A tile as stored. A fuller one replaces it.</summary>
public sealed record StoredTile(int Level, long Index, ReadOnlyMemory<byte> Hashes);

/// <summary>A signed checkpoint.</summary>
/// <param name="Size">Leaves that it commits to.</param>
/// <param name="Note">The signed note, UTF-8.</param>
/// <param name="At">When it was signed.</param>
public sealed record StoredCheckpoint(long Size, ReadOnlyMemory<byte> Note, DateTimeOffset At);
