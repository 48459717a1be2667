using System.Globalization;
using Sallyport.Control.Evidence.Exposure;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence.Report;

/// <summary>Answers the four questions of an auditor about one key: who had access, how much was sent, was it unusual, was the policy enforced.</summary>
public sealed class ReportService(
    IReadModelStore store, UsageProjector projector, ILedgerStore ledger, ISubjectVault subjects, CertaintyService certainty, LeafProver prover, ExposureService exposure, AuditReads reads, TimeProvider time)
{
    private const int MostSpikes = 100, MostSubjects = 1_000;

    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(2);

    /// <returns>The answers; or <c>invalid_input</c>, <c>key_not_found</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="StoreUnavailableException">A store gave no answer.</exception>
    /// <exception cref="InvalidDataException">A proof could not be made: verify the log.</exception>
    public async ValueTask<Result<ReportView>> AskAsync(ReportQuery query, string actor, CancellationToken cancellation)
    {
        var to = query.To ?? time.GetUtcNow();
        var errors = new List<string>();
        if (query.From >= to) errors.Add("from: must be before to.");
        if (query.Proofs is < 0 or > ReportQuery.MaxProofs) errors.Add(string.Create(CultureInfo.InvariantCulture, $"proofs: must be 0 to {ReportQuery.MaxProofs}."));
        if (errors.Count > 0) return Problem.Invalid(errors);

        var asked = new AuditQuery(query.Key, From: query.From, To: query.To);
        if (await reads.RecordAsync(ExposureService.Action, asked, actor, cancellation) is { } unrecorded) return unrecorded;
        if (query.Personal && await reads.RecordAsync("audit.personal_read", asked, actor, cancellation) is { } personal) return personal;

        var reached = await projector.CatchUpAsync(CatchUp, cancellation);
        var scan = new ReportScan(query.Key, query.From, to);
        await store.ScanExchangesAsync(scan.Begin, scan.Add, cancellation);
        var events = await store.EventsAsync(query.Key, null, to, cancellation);
        if (scan.IsEmpty && !events.Any(e => IsChange(e.Action))) return Problem.KeyNotFound;

        var tally = scan.Period;
        var counts = tally.Counts();
        var (spikes, judged, notJudged) = scan.Spikes();
        var versions = tally.Versions();
        return new ReportView(
            query.Key,
            query.From,
            to,
            new KeyAccess(
                await ReadAsync(events.Where(e => IsChange(e.Action)), query.Personal, cancellation),
                [.. tally.People().Take(MostSubjects)],
                await ReadAsync(events.Where(e => !IsChange(e.Action) && (query.From is null || e.At >= query.From)), false, cancellation)),
            new SentVolume(
                counts.Sent,
                counts.InputTokens,
                counts.OutputTokens,
                counts.CostNanoUsd,
                counts.Unpriced,
                Parts(tally.Sent(p => p.Provider)),
                Parts(tally.Sent(p => p.Sensitivity)),
                Parts(tally.Sent(p => p.Model)),
                exposure.DestinationsOf(tally)),
            new KeyAnomalies(HourlyUse.Rule, [.. spikes.Take(MostSpikes)], spikes.Count, scan.Firsts(), judged, notJudged),
            new Enforcement(
                counts,
                tally.Data(),
                [.. versions.Where(v => v.Name.Length > 0)],
                versions.Where(v => v.Name.Length == 0).Sum(v => v.Requests),
                tally.Sent(p => p.Sensitivity).Where(s => s.Name.Length == 0).Sum(s => s.Requests),
                [.. (await store.EventsAsync(null, query.From, to, cancellation)).Where(e => e.Action.StartsWith("configuration.", StringComparison.Ordinal)).Select(e => new ConfigurationEvent(e.Sequence, e.At, e.Action))],
                await prover.ProveAsync(scan.Sample(query.Proofs), cancellation),
                counts.Total <= query.Proofs),
            await certainty.AboutAsync(reached, query.From, to, cancellation));
    }

    private static bool IsChange(string action) => action.StartsWith("key.", StringComparison.Ordinal);

    private static List<SentPart> Parts(IEnumerable<(string Name, long Requests, long Input, long Output, long Cost)> sums) => [.. sums.Select(s => new SentPart(s.Name, s.Requests, s.Input, s.Output, s.Cost))];

    private async ValueTask<List<KeyEvent>> ReadAsync(IEnumerable<LogEvent> events, bool personal, CancellationToken cancellation)
    {
        var read = new List<KeyEvent>();
        foreach (var e in events)
        {
            var stored = await ledger.ReadAsync(e.Sequence, 1, cancellation);
            if (stored.Count == 0 || stored[0].Sequence != e.Sequence || stored[0].Json.IsEmpty)
            {
                read.Add(new KeyEvent(e.Sequence, e.At, e.Action, null, null, null, [], null, null, null, null)); // retention took the rest
                continue;
            }

            var leaf = stored[0].Read();
            var entry = leaf.Entry;
            read.Add(new KeyEvent(
                e.Sequence, entry.At, e.Action, entry.Actor, entry.Role, entry.Decision is { } decision ? EnumWords.Of(decision) : null, entry.Changed, entry.Organization, entry.Team, leaf.Subject,
                personal && leaf.Subject is { } subject && !leaf.SealedPerson.IsEmpty ? await NameAsync(leaf, subject, cancellation) : null));
        }

        return read;
    }

    private async ValueTask<string?> NameAsync(Leaf leaf, string subject, CancellationToken cancellation) =>
        await subjects.FindAsync(subject, cancellation) is { } key ? leaf.Person(ledger.Origin, key)?.User : "[erased]";
}
