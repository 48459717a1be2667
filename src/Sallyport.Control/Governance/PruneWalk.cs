using System.Runtime.CompilerServices;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>Finds the leaves that retention lets go, oldest first, in stretches that no hold interrupts.</summary>
/// <param name="before">Only leaves from before this time.</param>
internal sealed class PruneWalk(ILedgerStore ledger, RetentionPolicy policy, IReadOnlyList<Hold> holds, DateTimeOffset before, DateTimeOffset now)
{
    /// <summary>The word of the leaves that allow tombstones. They stay for ever: without them the tombstones would look like tampering.</summary>
    public const string Word = "audit.pruned";

    private const int Batch = 4_096, MaxStretch = 50_000;

    /// <summary>Clocks of several gateways differ, so a leaf that is too young does not end the walk; this much beyond does.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    private readonly Hold[] _holds = [.. holds.Where(h => h.IsActive)];
    private readonly HashSet<long> _heldIntents = [];

    /// <summary>Leaves that a hold has kept so far.</summary>
    public long Held { get; private set; }

    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The store gave no answer.</exception>
    public async IAsyncEnumerable<PruneStretch> StretchesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var end = Math.Min((await ledger.LastCheckpointAsync(cancellation))?.Size ?? 0, await ledger.SizeAsync(cancellation) - 1);
        var stretch = new List<long>();
        for (var at = 1L; at < end;)
        {
            var leaves = await ledger.ReadAsync(at, (int)Math.Min(Batch, end - at), cancellation);
            if (leaves.Count == 0) break;
            at = leaves[^1].Sequence + 1;
            var isPast = true;
            foreach (var stored in leaves)
            {
                if (stored.Json.IsEmpty)
                {
                    isPast = false;
                    continue;
                }

                var leaf = stored.Read();
                isPast &= leaf.Entry.At >= before + Slack;
                if (!IsDue(leaf.Entry)) continue;
                var isHeld = IsHeld(leaf);
                if (isHeld) Held++;
                else stretch.Add(stored.Sequence);
                if ((isHeld || stretch.Count >= MaxStretch) && Take(stretch) is { } taken) yield return taken; // a range never spans a held leaf
            }

            if (isPast) break;
        }

        if (Take(stretch) is { } last) yield return last;
    }

    private bool IsDue(AuditEntry entry) => entry.Type is not AuditEntryType.Genesis && entry.Action is not Word && entry.At < before && entry.At < now - policy.Of(entry.Type);

    /// <summary>A result does not name the person, so it is held with its intent.</summary>
    private bool IsHeld(Leaf leaf)
    {
        if (!_holds.Any(h => h.Covers(leaf.Entry.KeyId, leaf.Subject, leaf.Entry.At)) && !(leaf.Entry.IntentSequence is { } intent && _heldIntents.Contains(intent))) return false;
        if (leaf.Entry.Type is AuditEntryType.Intent) _heldIntents.Add(leaf.Sequence);
        return true;
    }

    private static PruneStretch? Take(List<long> stretch)
    {
        if (stretch.Count == 0) return null;
        var taken = new PruneStretch([.. stretch]);
        stretch.Clear();
        return taken;
    }
}

/// <summary>Leaves to take away.</summary>
/// <param name="Sequences">Ascending; at least one. Between them lie only leaves that are kept for longer, or gone already.</param>
internal sealed record PruneStretch(IReadOnlyList<long> Sequences)
{
    public (long From, long To) Range => (Sequences[0], Sequences[^1]);
}
