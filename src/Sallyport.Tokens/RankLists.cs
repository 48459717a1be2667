using System.Buffers;

namespace Sallyport.Tokens;

/// <summary>Positions by rank: taking the leftmost of the lowest rank costs the same however many there are.</summary>
/// <remarks>
/// Each position is in one list at most. Lists are filled from left to right nearly always, since a merge makes pairs of higher ranks only where the vocabulary was
/// trained as these were; a list that was not is sorted when its turn comes.
/// </remarks>
internal struct RankLists
{
    private const int Unused = -2, Empty = -1;

    private readonly int[] _first, _last; // by rank
    private readonly int[] _after, _before; // by position
    private readonly bool[] _disordered; // by rank
    private RankHeap _ranks;

    /// <param name="ranks">How many ranks there are.</param>
    /// <param name="positions">How many positions there are.</param>
    public RankLists(int ranks, int positions)
    {
        (_first, _last, _after, _before, _disordered) = (ArrayPool<int>.Shared.Rent(ranks), ArrayPool<int>.Shared.Rent(ranks), ArrayPool<int>.Shared.Rent(positions), ArrayPool<int>.Shared.Rent(positions), ArrayPool<bool>.Shared.Rent(ranks));
        Array.Fill(_first, Unused, 0, ranks);
        _ranks = new RankHeap(ranks);
    }

    /// <summary>Positions that had to be sorted. Grows with their number only; with more, somebody has found a text that these lists are bad at.</summary>
    public long Sorted { get; private set; }

    public void Add(int rank, int position)
    {
        if (_first[rank] < 0)
        {
            if (_first[rank] == Unused) _ranks.Add(rank, 0);
            (_first[rank], _before[position], _disordered[rank]) = (position, -1, false);
        }
        else
        {
            _disordered[rank] |= _last[rank] > position;
            (_after[_last[rank]], _before[position]) = (position, _last[rank]);
        }

        (_last[rank], _after[position]) = (position, -1);
    }

    public readonly void Remove(int rank, int position)
    {
        var (before, after) = (_before[position], _after[position]);
        if (before < 0) _first[rank] = after < 0 ? Empty : after;
        else _after[before] = after;
        if (after < 0) _last[rank] = before;
        else _before[after] = before;
    }

    public bool TryTake(out int rank, out int position)
    {
        while (_ranks.TryPeek(out rank))
        {
            if (_first[rank] >= 0)
            {
                if (_disordered[rank]) Sort(rank);
                position = _first[rank];
                Remove(rank, position);
                return true;
            }

            _first[rank] = Unused;
            _ranks.TryTake(out _, out _);
        }

        position = 0;
        return false;
    }

    /// <summary>Gives the memory back. The lists must not be used afterwards.</summary>
    public readonly void Return()
    {
        foreach (var array in (ReadOnlySpan<int[]>)[_first, _last, _after, _before]) ArrayPool<int>.Shared.Return(array);
        ArrayPool<bool>.Shared.Return(_disordered);
        _ranks.Return();
    }

    private void Sort(int rank)
    {
        var count = 0;
        for (var at = _first[rank]; at >= 0; at = _after[at]) count++;
        var positions = ArrayPool<int>.Shared.Rent(count);
        count = 0;
        for (var at = _first[rank]; at >= 0; at = _after[at]) positions[count++] = at;
        Array.Sort(positions, 0, count);
        _first[rank] = Empty;
        for (var i = 0; i < count; i++) Add(rank, positions[i]);
        ArrayPool<int>.Shared.Return(positions);
        Sorted += count;
    }
}
