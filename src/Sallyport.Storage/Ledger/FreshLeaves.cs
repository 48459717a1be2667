using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>What this process wrote last: hashes, so that the integrator need not read and hash the leaves again, and entries, so that the read models need not parse them.</summary>
internal sealed class FreshLeaves(int hashCapacity = 32_768, int entryCapacity = 16_384)
{
    private readonly byte[] _hashes = new byte[hashCapacity * LeafEncoder.HashSize];
    private readonly AuditEntry?[] _entries = new AuditEntry?[entryCapacity];
    private readonly Lock _gate = new();
    private long _end, _start, _firstEntry;

    /// <summary>Adds leaves that are durable.</summary>
    /// <param name="from">Place of the first. If it does not follow the last one added, all before is forgotten.</param>
    public void Add(long from, ReadOnlySpan<byte> hashes, ReadOnlySpan<AuditEntry> entries)
    {
        lock (_gate)
        {
            if (from != _end)
            {
                ForgetEntries(_end);
                (_start, _firstEntry) = (from, from);
            }

            _end = from;
            foreach (var entry in entries)
            {
                hashes[..LeafEncoder.HashSize].CopyTo(_hashes.AsSpan((int)(_end % hashCapacity) * LeafEncoder.HashSize));
                hashes = hashes[LeafEncoder.HashSize..];
                _entries[_end++ % entryCapacity] = entry;
            }

            _start = Math.Max(_start, _end - hashCapacity);
            _firstEntry = Math.Max(_firstEntry, _end - entryCapacity);
        }
    }

    /// <returns>False if not all of them are at hand.</returns>
    public bool TryRead(long from, int count, Span<byte> hashes)
    {
        lock (_gate)
        {
            if (from < _start || from + count > _end) return false;
            for (var i = 0; i < count; i++)
                _hashes.AsSpan((int)((from + i) % hashCapacity) * LeafEncoder.HashSize, LeafEncoder.HashSize).CopyTo(hashes[(i * LeafEncoder.HashSize)..]);
            return true;
        }
    }

    /// <summary>Hands entries over, and forgets them and all before: there is one taker.</summary>
    /// <returns>At most so many, in order; empty if the first is not at hand.</returns>
    public IReadOnlyList<AuditEntry> Take(long from, int most)
    {
        lock (_gate)
        {
            if (from < _firstEntry || from >= _end) return [];
            var taken = new AuditEntry[(int)Math.Min(most, _end - from)];
            for (var i = 0; i < taken.Length; i++) taken[i] = _entries[(from + i) % entryCapacity]!;
            ForgetEntries(from + taken.Length);
            return taken;
        }
    }

    private void ForgetEntries(long until)
    {
        for (; _firstEntry < until; _firstEntry++) _entries[_firstEntry % entryCapacity] = null;
    }
}
