using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>Adds up what the entries of one transaction charge, so that each counter is written once. For one thread.</summary>
/// <remarks>In one order everywhere, so that transactions that lock the same counters cannot wait for each other in a circle.</remarks>
internal sealed class ChargeTotals
{
    private readonly SortedDictionary<CounterWindow, ChargeTotal> _totals = new(Comparer<CounterWindow>.Create(Compare));

    public int Count => _totals.Count;

    public IEnumerable<KeyValuePair<CounterWindow, ChargeTotal>> All => _totals;

    public void Clear() => _totals.Clear();

    /// <summary>What an entry charges.</summary>
    public void Add(AuditEntry entry)
    {
        for (var i = 0; i < entry.Charges.Count; i++) Add(entry.Charges[i], TakenBy(entry, entry.Charges[i]));
    }

    /// <summary>What a leaf charges that was written elsewhere.</summary>
    public void Add(IEnumerable<Charge> charges)
    {
        foreach (var charge in charges) Add(charge, 0);
    }

    /// <summary>What of a charge comes out of the slice that this node holds: what is reserved, or taken without an intent. What a result leaves over goes to all nodes.</summary>
    public static long TakenBy(AuditEntry entry, Charge charge) => entry.Type switch
    {
        AuditEntryType.Intent => charge.Reserved,
        AuditEntryType.Admin => Math.Max(0, charge.Spent),
        _ => 0,
    };

    private void Add(Charge charge, long taken)
    {
        var key = new CounterWindow(charge.Counter, charge.Window, charge.Unit);
        _totals.TryGetValue(key, out var total);
        _totals[key] = new ChargeTotal(total.Reserved + charge.Reserved, total.Spent + charge.Spent, total.Taken + taken);
    }

    private static int Compare(CounterWindow a, CounterWindow b)
    {
        var order = string.CompareOrdinal(a.Counter, b.Counter);
        if (order == 0) order = a.Start.CompareTo(b.Start);
        return order == 0 ? a.Unit.CompareTo(b.Unit) : order;
    }
}

/// <summary>What a transaction changes of one counter.</summary>
/// <param name="Taken">What of it comes out of the slice that this node holds.</param>
internal readonly record struct ChargeTotal(long Reserved, long Spent, long Taken);
