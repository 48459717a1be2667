using System.Collections.Concurrent;
using Sallyport.Gateway.Admission;

namespace Sallyport.Gateway.Alerts;

/// <summary>Notes which budgets moved, for <see cref="AlertService"/> to look at. Bounded: what does not fit is found by its next charge or by the sweep.</summary>
public sealed class SpendWatch : ISpendObserver
{
    private const int Most = 10_000;

    private ConcurrentDictionary<Counter, bool> _touched = new();

    public void Charged(in Counter counter)
    {
        if (counter.Rule.AlertPercents.Count == 0 || _touched.ContainsKey(counter)) return;
        if (_touched.Count < Most) _touched.TryAdd(counter, false);
    }

    public void Refused(in Counter counter)
    {
        if (counter.Rule.AlertPercents.Count == 0 || (_touched.TryGetValue(counter, out var isKnown) && isKnown)) return;
        if (_touched.Count < Most) _touched[counter] = true;
    }

    /// <summary>What was noted since the last call, and whether an exchange was refused.</summary>
    internal IReadOnlyCollection<KeyValuePair<Counter, bool>> Take() => _touched.IsEmpty ? [] : Interlocked.Exchange(ref _touched, new ConcurrentDictionary<Counter, bool>());
}
