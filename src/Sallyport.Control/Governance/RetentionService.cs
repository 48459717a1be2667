using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Governance;

/// <summary>Takes away the bodies of leaves that are older than retention asks for, once two people have agreed.</summary>
/// <remarks>
/// For each range a leaf of type <c>audit.pruned</c> is durable before anything is taken away, so a verifier always finds what allows a tombstone.
/// A run that is interrupted has taken away less than it said, never more; asking again goes on.
/// </remarks>
public sealed class RetentionService(ILedgerStore ledger, ILeafPruning pruning, IHoldStore holds, ApprovalService approvals, GovernanceRecord record, TimeProvider time)
{
    private const int Batch = 500;

    /// <summary>Between two transactions, so that the writer of the record never waits for more than one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>What would go, without taking anything away.</summary>
    /// <returns>The counts; or <c>invalid_input</c>.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<PruneView>> PlanAsync(DateTimeOffset before, RetentionPolicy policy, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (Check(before, policy, now) is { } problem) return problem;
        var walk = new PruneWalk(ledger, policy, await holds.ListAsync(cancellation), before, now);
        var (leaves, ranges) = (0L, 0);
        await foreach (var stretch in walk.StretchesAsync(cancellation)) (leaves, ranges) = (leaves + stretch.Sequences.Count, ranges + 1);
        return new PruneView(before, leaves, ranges, walk.Held);
    }

    /// <param name="before">Only leaves from before this time, and only what <paramref name="policy"/> lets go by now.</param>
    /// <param name="approval">An approval of <see cref="ApprovalRequest.Prune"/> for the same time.</param>
    /// <returns>What went; or <c>invalid_input</c>, <c>approval_not_found</c>, <c>approval_needed</c>, <c>audit_unavailable</c>: then less went than would have.</returns>
    /// <exception cref="StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<Result<PruneView>> PruneAsync(DateTimeOffset before, Guid approval, RetentionPolicy policy, string actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (Check(before, policy, now) is { } problem) return problem;
        if (!(await approvals.UseAsync(approval, ApprovalRequest.Prune(before), cancellation)).TryGet(out var agreed, out problem)) return problem;

        var walk = new PruneWalk(ledger, policy, await holds.ListAsync(cancellation), before, now);
        var (leaves, ranges) = (0L, 0);
        await foreach (var stretch in walk.StretchesAsync(cancellation))
        {
            var entry = record.Entry(PruneWalk.Word, "range", approval.ToString(), actor) with { TargetRange = stretch.Range, Approval = agreed };
            if (!await record.TryAsync(entry, cancellation)) return Problem.AuditUnavailable;
            ranges++;
            foreach (var batch in stretch.Sequences.Chunk(Batch))
            {
                leaves += await pruning.PruneAsync(batch, cancellation);
                await Task.Delay(Pause, time, cancellation);
            }
        }

        return new PruneView(before, leaves, ranges, walk.Held);
    }

    private static Problem? Check(DateTimeOffset before, RetentionPolicy policy, DateTimeOffset now) =>
        before > now - policy.Shortest ? Problem.Invalid([$"before: must be at least {policy.Shortest.TotalDays} days ago, as audit.retention says."]) : null;
}
