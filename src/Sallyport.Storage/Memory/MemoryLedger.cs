using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Storage.Ledger;

namespace Sallyport.Storage.Memory;

/// <summary>The log in memory, for tests. Nothing is durable.</summary>
public sealed class MemoryLedger : IAuditStore, ILedgerStore, ILeafPruning
{
    private readonly Lock _gate = new();
    private readonly List<(StoredLeaf Leaf, AuditEntry Entry)> _leaves = [];
    private readonly Dictionary<(int Level, long Index), StoredTile> _tiles = [];
    private readonly SortedDictionary<long, StoredCheckpoint> _checkpoints = [];
    private readonly LeafEncoder _encoder;
    private readonly MemoryLimitStore _limits = new();

    public MemoryLedger()
    {
        var identity = new LedgerIdentity("test/log", "test/log+00000000+AA==", "test", "00000000");
        _encoder = new LeafEncoder(identity);
        Add(identity.Genesis(DateTimeOffset.UnixEpoch));
    }

    /// <summary>When set, every call fails with it: a store that is down.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What was appended, without the genesis, oldest first.</summary>
    public IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _leaves.Skip(1).Select(l => l.Entry)];
        }
    }

    /// <summary>Counters that entries charge.</summary>
    public ILimitStore Limits => _limits;

    public string Origin => "test/log";

    public string Node => "test";

    /// <summary>Whether entries are handed over as a store does that has just written them.</summary>
    public bool IsFresh { get; set; }

    public ValueTask<long> AppendAsync(AuditEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Fault is { } fault) return ValueTask.FromException<long>(fault);
        lock (_gate) return new(Add(entry));
    }

    public ValueTask<long> AppendInlineAsync(AuditEntry entry) => AppendAsync(entry, CancellationToken.None);

    public void Append(AuditEntry entry)
    {
        if (Fault is { } fault) throw fault;
        lock (_gate) Add(entry);
    }

    public ValueTask<IReadOnlyList<StoredLeaf>> ListAsync(AuditQuery query, CancellationToken cancellation)
    {
        if (query.Limit is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A list holds 1 to 10,000 entries.");
        if (Fault is { } fault) return ValueTask.FromException<IReadOnlyList<StoredLeaf>>(fault);
        lock (_gate)
        {
            return new(
            [
                .. _leaves.AsEnumerable().Reverse()
                    .Where(l => !l.Leaf.Json.IsEmpty && (query.Before is null || l.Leaf.Sequence < query.Before)
                        && (query.KeyId is null || l.Entry.KeyId == query.KeyId)
                        && (query.ExchangeId is null || l.Entry.ExchangeId == query.ExchangeId)
                        && (query.From is null || l.Entry.At >= query.From)
                        && (query.To is null || l.Entry.At < query.To)
                        && (query.Type is null || l.Entry.Type == query.Type)
                        && (query.Decision is null || l.Entry.Decision == query.Decision))
                    .Select(l => l.Leaf)
                    .Take(query.Limit),
            ]);
        }
    }

    public async ValueTask<int> CloseInterruptedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        List<StoredLeaf> open;
        lock (_gate)
        {
            var closed = _leaves.Select(l => l.Entry.IntentSequence).ToHashSet();
            open = [.. _leaves.Where(l => l.Entry.Type is AuditEntryType.Intent && !l.Leaf.Json.IsEmpty && !closed.Contains(l.Leaf.Sequence)).Select(l => l.Leaf)];
        }

        foreach (var leaf in open) await AppendAsync(Interruption.Of(leaf.Read(), now), cancellation);
        return open.Count;
    }

    public ValueTask<long> SizeAsync(CancellationToken cancellation)
    {
        lock (_gate) return new(_leaves.Count);
    }

    public ValueTask<IReadOnlyList<StoredLeaf>> ReadAsync(long from, int most, CancellationToken cancellation)
    {
        if (most is < 1 or > 10_000) throw new ArgumentOutOfRangeException(nameof(most), most, "1 to 10,000 leaves.");
        lock (_gate) return new([.. _leaves.Skip((int)from).Take(most).Select(l => l.Leaf)]);
    }

    public bool TryReadHashes(long from, int count, Span<byte> hashes) => false;

    public IReadOnlyList<AuditEntry> TakeFresh(long from, int most)
    {
        lock (_gate) return IsFresh ? [.. _leaves.Skip((int)from).Take(most).Select(l => l.Entry)] : [];
    }

    public ReadOnlyMemory<byte>? FindTile(int level, long index)
    {
        lock (_gate) return _tiles.TryGetValue((level, index), out var tile) ? tile.Hashes : null;
    }

    public ValueTask<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(long fromSize, int most, CancellationToken cancellation)
    {
        lock (_gate) return new([.. _checkpoints.Values.Where(c => c.Size >= fromSize).Take(most)]);
    }

    public ValueTask<StoredCheckpoint?> LastCheckpointAsync(CancellationToken cancellation)
    {
        lock (_gate) return new(_checkpoints.Values.LastOrDefault());
    }

    public ValueTask<bool> IntegrateAsync(long previousSize, IReadOnlyList<StoredTile> tiles, StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if ((_checkpoints.Count == 0 ? 0 : _checkpoints.Keys.Max()) != previousSize) return new(false);
            foreach (var tile in tiles) _tiles[(tile.Level, tile.Index)] = tile;
            _checkpoints.Add(checkpoint.Size, checkpoint);
            return new(true);
        }
    }

    public ValueTask CosignAsync(long size, ReadOnlyMemory<byte> note, CancellationToken cancellation)
    {
        lock (_gate)
            if (_checkpoints.TryGetValue(size, out var known)) _checkpoints[size] = known with { Note = note };
        return default;
    }

    public ValueTask<int> PruneAsync(IReadOnlyList<long> sequences, CancellationToken cancellation)
    {
        if (sequences.Count > 1_000) throw new ArgumentOutOfRangeException(nameof(sequences), sequences.Count, "At most 1,000 leaves.");
        lock (_gate)
        {
            var end = Math.Min(_leaves.Count - 1, _checkpoints.Count == 0 ? 0 : _checkpoints.Keys.Max());
            var taken = sequences.Where(s => s > 0 && s < end && !_leaves[(int)s].Leaf.Json.IsEmpty).ToArray();
            foreach (var sequence in taken) _leaves[(int)sequence] = (new StoredLeaf(sequence, default), _leaves[(int)sequence].Entry);
            return new(taken.Length);
        }
    }

    private long Add(AuditEntry entry)
    {
        var sequence = _encoder.Next;
        _leaves.Add((new StoredLeaf(sequence, _encoder.Encode(entry).ToArray()), entry));
        _limits.Apply(entry.Charges, _encoder.Next);
        return sequence;
    }
}
