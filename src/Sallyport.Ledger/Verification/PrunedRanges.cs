namespace Sallyport.Ledger.Verification;

/// <summary>Tombstones met, and the ranges that leaves of type <c>audit.pruned</c> allow. Leaves that allow come after what they allow, so the two are compared at the end.</summary>
internal sealed class PrunedRanges
{
    private readonly List<(long From, long To)> _met = [], _allowed = [];

    public long Count { get; private set; }

    public void Meet(long sequence)
    {
        Count++;
        if (_met.Count > 0 && _met[^1].To == sequence - 1) _met[^1] = (_met[^1].From, sequence);
        else _met.Add((sequence, sequence));
    }

    /// <summary>Whether the record at this place is gone.</summary>
    public bool Has(long sequence)
    {
        var (low, high) = (0, _met.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (sequence < _met[middle].From) high = middle - 1;
            else if (sequence > _met[middle].To) low = middle + 1;
            else return true;
        }

        return false;
    }

    public void Allow(long from, long to) => _allowed.Add((from, to));

    /// <summary>Each stretch of tombstones that nothing allows, as first and last leaf.</summary>
    public IEnumerable<(long From, long To)> Unexplained()
    {
        _allowed.Sort();
        var next = 0;
        foreach (var (from, to) in _met)
        {
            var at = from;
            for (; next < _allowed.Count && _allowed[next].From <= to && at <= to; next++)
            {
                if (_allowed[next].From > at) yield return (at, _allowed[next].From - 1);
                at = Math.Max(at, _allowed[next].To + 1);
                if (at > to) break; // the same range may reach into the next stretch
            }

            if (at <= to) yield return (at, to);
        }
    }
}
