using System.Globalization;
using Sallyport.Control.Evidence.Providers;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Review;

namespace Sallyport.Control.Evidence.Exposure;

/// <summary>Answers what a key, a person, a model, a provider, an upstream, a policy version or a period exposed.</summary>
/// <param name="snapshots">Tells where upstreams are; null on the command line, where the provider's usual address is assumed.</param>
public sealed class ExposureService(
    IReadModelStore store, UsageProjector projector, CertaintyService certainty, LeafProver prover, ISubjectVault subjects, IReviewStore reviews, AuditReads reads, TimeProvider time, SnapshotSource? snapshots = null)
{
    /// <summary>Name of the entry that says who asked.</summary>
    public const string Action = "audit.reported";

    private const int MostPeople = 1_000, MostReviews = 10_000;

    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(2);

    /// <returns>The answer; or <c>invalid_input</c>, <c>subject_not_found</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">A store gave no answer.</exception>
    /// <exception cref="InvalidDataException">A proof could not be made: verify the log.</exception>
    public async ValueTask<Result<ExposureView>> AskAsync(ExposureQuery query, string actor, CancellationToken cancellation)
    {
        if (Check(query) is { Count: > 0 } errors) return Problem.Invalid(errors);
        if (await reads.RecordAsync(Action, new AuditQuery(query.Key, From: query.From, To: query.To), actor, cancellation) is { } unrecorded) return unrecorded;

        var subject = query.User;
        if (subject is not null && !subject.StartsWith("s_", StringComparison.Ordinal))
        {
            subject = await subjects.ReferenceOfAsync(subject.Contains(':', StringComparison.Ordinal) ? subject : "user:" + subject, cancellation);
            if (subject is null) return new Problem("subject_not_found", 404, "No data subject has this name: it never used the gateway, or was erased. Ask by its reference if you have that.");
        }

        var scope = new ExposureScope(query.Key, subject, query.Model, query.Provider, query.Upstream, query.Policy, query.From, query.To);
        var reached = await projector.CatchUpAsync(CatchUp, cancellation);
        var tally = new ExposureTally(scope, Math.Max(query.List, query.Proofs));
        await store.ScanExchangesAsync(tally.Begin, tally.Add, cancellation);

        var (counts, list, people) = (tally.Counts(), tally.List(), tally.People());
        return new ExposureView(
            scope,
            counts,
            [.. list.Take(query.List)],
            query.Proofs == 0 ? [] : await prover.ProveAsync(list.Take(query.Proofs).Select(r => r.Sequence), cancellation),
            [.. people.Take(MostPeople)],
            people.Count,
            tally.Teams(),
            tally.Data(),
            DestinationsOf(tally),
            new StoredHere(counts.Total, await ReviewsOfAsync(query.Key, cancellation), "none: prompts and answers are not stored; maps that restore masked values expire by themselves"),
            tally.OtherKeys(),
            await certainty.AboutAsync(reached, query.From, query.To, cancellation));
    }

    /// <summary>What left, and to where.</summary>
    internal IReadOnlyList<Destination> DestinationsOf(ExposureTally tally) => [.. tally.Destinations().Select(d =>
    {
        var upstream = snapshots?.Current.Upstreams.GetValueOrDefault(d.Upstream);
        var provider = d.Provider.Length > 0 || upstream is null ? d.Provider : ProviderNames.NameOf(upstream.Provider);
        return new Destination(provider, d.Upstream, d.Model, d.First, d.Requests, d.Input, d.Output, UsageClock.TimeOf(d.FirstAt), UsageClock.TimeOf(d.LastAt), upstream?.BaseAddress.Host, TermsOf(provider, upstream?.BaseAddress.Host));
    })];

    private DestinationTerms? TermsOf(string provider, string? host) => ProviderFacts.Find(provider, host) is { } fact
        ? new DestinationTerms(fact.Name, fact.Residency, fact.Retention, fact.Training, fact.ZeroRetention, "unknown", DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) > fact.ReviewBy)
        : null;

    private async ValueTask<int?> ReviewsOfAsync(string? key, CancellationToken cancellation) =>
        key is null ? null : (await reviews.ListAsync(new ReviewQuery(KeyId: key, Limit: MostReviews), cancellation)).Count;

    private static List<string> Check(ExposureQuery query)
    {
        var errors = new List<string>();
        if (query is { Key: null, User: null, Model: null, Provider: null, Upstream: null, Policy: null, From: null, To: null })
            errors.Add("query: give at least one of key, user, model, provider, upstream, policy, from, to.");
        if (query.From >= query.To) errors.Add("from: must be before to.");
        if (query.List is < 0 or > ExposureQuery.MaxList) errors.Add(string.Create(CultureInfo.InvariantCulture, $"limit: must be 0 to {ExposureQuery.MaxList}."));
        if (query.Proofs is < 0 or > ExposureQuery.MaxProofs) errors.Add(string.Create(CultureInfo.InvariantCulture, $"proofs: must be 0 to {ExposureQuery.MaxProofs}."));
        return errors;
    }
}
