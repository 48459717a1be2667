using System.Buffers;

namespace Sallyport.Tokens;

/// <summary>Ranks with their positions, the lowest first and the leftmost of equals. Four children each: half as deep as two, and they share a cache line.</summary>
internal struct RankHeap(int capacity)
{
    private readonly ulong[] _entries = ArrayPool<ulong>.Shared.Rent(capacity);
    private int _count;

    /// <summary>Adds without order; <see cref="Order"/> makes it.</summary>
    public void Append(int rank, int position) => _entries[_count++] = Entry(rank, position);

    public readonly void Order()
    {
        for (var i = (_count - 2) / 4; i >= 0; i--) Sink(i, _entries[i]);
    }

    public void Add(int rank, int position)
    {
        var (entry, at) = (Entry(rank, position), _count++);
        while (at > 0 && _entries[(at - 1) / 4] > entry)
        {
            _entries[at] = _entries[(at - 1) / 4];
            at = (at - 1) / 4;
        }

        _entries[at] = entry;
    }

    public readonly bool TryPeek(out int rank)
    {
        rank = _count == 0 ? 0 : (int)(_entries[0] >> 32);
        return _count > 0;
    }

    public bool TryTake(out int rank, out int position)
    {
        (rank, position) = (0, 0);
        if (_count == 0) return false;
        (rank, position) = ((int)(_entries[0] >> 32), (int)(uint)_entries[0]);
        _count--;
        if (_count > 0) Sink(0, _entries[_count]);
        return true;
    }

    /// <summary>Gives the memory back. The heap must not be used afterwards.</summary>
    public readonly void Return() => ArrayPool<ulong>.Shared.Return(_entries);

    private static ulong Entry(int rank, int position) => ((ulong)(uint)rank << 32) | (uint)position;

    private readonly void Sink(int at, ulong entry)
    {
        while ((4 * at) + 1 < _count)
        {
            var first = (4 * at) + 1;
            var lowest = first;
            for (var child = first + 1; child < Math.Min(first + 4, _count); child++)
            {
                if (_entries[child] < _entries[lowest]) lowest = child;
            }

            if (_entries[lowest] >= entry) break;
            _entries[at] = _entries[lowest];
            at = lowest;
        }

        _entries[at] = entry;
    }
}
