using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Control.Evidence;

/// <summary>Says how sure an answer is, and proves leaves.</summary>
public sealed class CertaintyService(ILedgerStore ledger, IReadModelStore store, ReadModelRetention retention, TimeProvider time)
{
    /// <param name="reached">How far the read models were when the answer was made.</param>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">A store gave no answer.</exception>
    public async ValueTask<Certainty> AboutAsync(Coverage reached, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation)
    {
        var events = await store.EventsAsync(null, null, null, cancellation);
        // A gap's leaf is written after the gap: it may concern a period that it lies behind, so later ones count as well.
        var gaps = events.Where(e => e.Action == "gap" && (from is null || e.At >= from)).Select(e => new RecordGap(e.Sequence, e.At, e.Amount)).ToList();
        var steps = events.Where(e => e.Action == LogEvent.ClockBack && (from is null || e.At >= from) && (to is null || e.At < to)).ToList();
        return new Certainty(
            reached.Folded,
            Math.Max(reached.Folded, reached.Size),
            (await ledger.LastCheckpointAsync(cancellation))?.Size,
            gaps,
            gaps.Sum(g => g.Count),
            events.Where(e => e.Action == LogEvent.Missing).Sum(e => e.Amount),
            steps.Count,
            steps.Count == 0 ? 0 : steps.Max(s => s.Amount),
            time.GetUtcNow() - retention.Exchanges);
    }
}
