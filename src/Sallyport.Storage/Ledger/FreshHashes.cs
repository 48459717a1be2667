namespace Sallyport.Storage.Ledger;

/// <summary>Hashes of the leaves that this process wrote last, so that the integrator need not read and hash them again.</summary>
internal sealed class FreshHashes(int capacity = 32_768)
{
    private readonly byte[] _hashes = new byte[capacity * LeafEncoder.HashSize];
    private readonly Lock _gate = new();
    private long _end, _start;

    /// <summary>Adds hashes of leaves that are durable.</summary>
    /// <param name="from">Place of the first. If it does not follow the last one added, all before is forgotten.</param>
    public void Add(long from, ReadOnlySpan<byte> hashes)
    {
        lock (_gate)
        {
            if (from != _end) _start = from;
            _end = from;
            for (; !hashes.IsEmpty; hashes = hashes[LeafEncoder.HashSize..], _end++)
                hashes[..LeafEncoder.HashSize].CopyTo(_hashes.AsSpan((int)(_end % capacity) * LeafEncoder.HashSize));
            _start = Math.Max(_start, _end - capacity);
        }
    }

    /// <returns>False if not all of them are at hand.</returns>
    public bool TryRead(long from, int count, Span<byte> hashes)
    {
        lock (_gate)
        {
            if (from < _start || from + count > _end) return false;
            for (var i = 0; i < count; i++)
                _hashes.AsSpan((int)((from + i) % capacity) * LeafEncoder.HashSize, LeafEncoder.HashSize).CopyTo(hashes[(i * LeafEncoder.HashSize)..]);
            return true;
        }
    }
}
