using Sallyport.Gateway.Admission;

namespace Sallyport.Gateway.Audit;

/// <summary>What leaves say of counters. A result says no more than its intent, its tokens and its cost do not say already.</summary>
/// <remarks>So that the sums of all leaves are the counters, the store applies what is computed here from the entry, and a check computes it again from the leaves.</remarks>
public static class LeafCharges
{
    /// <summary>Changes of counters that a leaf stands for.</summary>
    /// <param name="entry">As read from the leaf.</param>
    /// <param name="intent">Charges of the intent that it closes; empty if it closes none.</param>
    public static IEnumerable<Charge> Of(AuditEntry entry, IReadOnlyList<Charge> intent)
    {
        switch (entry.Type)
        {
            case AuditEntryType.Interrupted:
                return intent.Select(AtReservation);
            case AuditEntryType.Result:
                var settled = intent.Select(i => i with { Reserved = -i.Reserved, Spent = Find(entry.Charges, i)?.Spent ?? Implied(entry, i.Unit, i.Reserved) ?? i.Reserved });
                return settled.Concat(entry.Charges.Where(c => Find(intent, c) is null));
            default:
                return entry.Charges;
        }
    }

    /// <summary>Ends a reservation of which nobody knows what was used: all of it counts as spent.</summary>
    public static Charge AtReservation(Charge intent) => intent with { Reserved = -intent.Reserved, Spent = intent.Reserved };

    /// <summary>What a result that says nothing of a counter has spent of it; null if it must say.</summary>
    /// <param name="reserved">In its intent.</param>
    internal static long? Implied(AuditEntry result, LimitUnit unit, long reserved) => unit switch
    {
        LimitUnit.Tokens => result.InputTokens + result.OutputTokens,
        LimitUnit.NanoUsd => result.CostNanoUsd,
        _ => reserved,
    };

    private static Charge? Find(IReadOnlyList<Charge> charges, Charge like)
    {
        foreach (var charge in charges)
            if (charge.Counter == like.Counter && charge.Window == like.Window && charge.Unit == like.Unit) return charge;
        return null;
    }
}
