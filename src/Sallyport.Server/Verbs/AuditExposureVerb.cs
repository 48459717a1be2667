using System.CommandLine;
using Sallyport.Control;
using Sallyport.Control.Evidence.Exposure;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit exposure</c>: what a key, a person, a model, a provider, an upstream, a policy version or a period exposed.</summary>
internal static class AuditExposureVerb
{
    private const int ShownRows = 20;

    public static Command Create()
    {
        var key = new Option<string?>("--key") { Description = "Public id of a key" };
        var user = new Option<string?>("--user") { Description = "A person: reference (s_…) or name (user:acme/ada)" };
        var model = new Option<string?>("--model") { Description = "Model as the provider names it" };
        var provider = new Option<string?>("--provider") { Description = "Provider" };
        var upstream = new Option<string?>("--upstream") { Description = "Upstream as the configuration names it" };
        var policy = new Option<string?>("--policy") { Description = "Version of the configuration" };
        var (from, to) = (EvidenceDesk.From(), EvidenceDesk.To());
        var limit = new Option<int>("--limit") { Description = $"Most requests to list, 0 to {ExposureQuery.MaxList}", DefaultValueFactory = _ => ExposureQuery.DefaultList };
        var proofs = new Option<string?>("--proofs") { Description = $"Folder for inclusion proofs of the newest {ExposureQuery.MaxProofs} requests", HelpName = "DIR" };
        return new Command("exposure", "Say what a key, person, model, provider, upstream, policy version or period exposed. Recorded as audit.reported") { key, user, model, provider, upstream, policy, from, to, limit, proofs }.Runs(async (session, cancellation) =>
        {
            using var desk = new EvidenceDesk(session);
            var (parsed, errors) = (session.Parsed, new List<string>());
            var query = new ExposureQuery(
                parsed.GetValue(key), parsed.GetValue(user), parsed.GetValue(model), parsed.GetValue(provider), parsed.GetValue(upstream), parsed.GetValue(policy), desk.Time(from, errors), desk.Time(to, errors),
                parsed.GetValue(limit), parsed.GetValue(proofs) is null ? 0 : ExposureQuery.MaxProofs);
            if (errors.Count > 0) return await session.RefuseAsync(Problem.Invalid(errors));
            await desk.CatchUpAsync(cancellation);
            if (!(await desk.Exposure.AskAsync(query, Actor, cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            if (parsed.GetValue(proofs) is { } folder && await EvidenceDesk.WriteProofsAsync(folder, view.Proofs, cancellation) is { } unwritten) return await session.RefuseAsync(unwritten);
            if (session.Json) await desk.WriteJsonAsync(view);
            else await WriteAsync(desk, view);
            return 0;
        });
    }

    private static async Task WriteAsync(EvidenceDesk desk, ExposureView view)
    {
        var r = view.Requests;
        await desk.SayAsync($"Requests: {r.Total:N0}, from {EvidenceDesk.Shown(r.FirstSeen)} to {EvidenceDesk.Shown(r.LastSeen)}");
        await desk.SayAsync($"  sent {r.Sent:N0}: allowed {r.Allowed:N0}, masked {r.Masked:N0} ({r.Redactions:N0} values), failed {r.Failed:N0} ({r.Interrupted:N0} interrupted), failed open {r.FailedOpen:N0}");
        await desk.SayAsync($"  blocked {r.Blocked:N0} ({r.BlockedUnsent:N0} before anything left), refused {r.Refused:N0}");
        await desk.SayAsync($"  tokens in {r.InputTokens:N0}, out {r.OutputTokens:N0}; cost {EvidenceDesk.Dollars(r.CostNanoUsd)} USD, {r.Unpriced:N0} without a price");
        await desk.LineAsync();
        await desk.LineAsync("What left, and to where");
        await DestinationsAsync(desk, view.Destinations);
        await desk.LineAsync();
        await DataAsync(desk, view.Data);
        await desk.SayAsync($"People: {view.PeopleCount:N0}");
        await desk.TableAsync(["subject", "organization", "team", "requests", "sent"], view.People.Take(ShownRows).Select(p => (IReadOnlyList<object?>)[p.Subject, p.Organization, p.Team, p.Requests, p.Sent]));
        await desk.LineAsync("Teams");
        await desk.TableAsync(["organization", "team", "requests", "sent"], view.Teams.Take(ShownRows).Select(t => (IReadOnlyList<object?>)[t.Organization, t.Team, t.Requests, t.Sent]));
        await desk.LineAsync("Other keys of the same people");
        await desk.TableAsync(["key", "subject", "organization", "team"], view.OtherKeys.Take(ShownRows).Select(k => (IReadOnlyList<object?>)[k.Key, k.Subject, k.Organization, k.Team]));
        await desk.SayAsync($"Still stored here: {view.StoredHere.Records:N0} records; reviews: {view.StoredHere.Reviews?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "ask by key"}; content: {view.StoredHere.Content}.");
        await desk.LineAsync();
        await desk.SayAsync($"Newest requests ({view.List.Count:N0} of {r.Total:N0}); prove one with: sallyport audit proof SEQUENCE");
        await desk.TableAsync(["sequence", "at", "key", "model", "upstream", "decision", "sensitivity"], view.List.Select(x => (IReadOnlyList<object?>)[x.Sequence, x.At, x.Key, x.Model, x.Upstream, x.Decision, x.Sensitivity]));
        await desk.LineAsync();
        await desk.CertaintyAsync(view.Certainty);
    }

    public static async Task DestinationsAsync(EvidenceDesk desk, IReadOnlyList<Destination> destinations)
    {
        await desk.TableAsync(
            ["provider", "upstream", "model", "requests", "tokens in", "first", "last"],
            destinations.Select(d => (IReadOnlyList<object?>)[d.Provider, d.ReceivedFirst ? d.Upstream + " (may have received first)" : d.Upstream, d.Model, d.Requests, d.InputTokens, d.FirstSeen, d.LastSeen]));
        foreach (var group in destinations.GroupBy(d => (d.Provider, d.Terms)))
        {
            if (group.Key.Terms is not { } terms)
            {
                await desk.SayAsync($"  {group.Key.Provider}: nothing is known of its terms; treat that as the worst case.");
                continue;
            }

            await desk.SayAsync($"  {group.Key.Provider} ({terms.Name}){(terms.Expired ? ", facts overdue for review" : "")}; your contract wins over this:");
            await desk.SayAsync($"    region:    {string.Join(", ", terms.Residency.Regions ?? [])}. {terms.Residency.Text} [{terms.Residency.Status}]");
            await desk.SayAsync($"    retention: {terms.Retention.Text} [{terms.Retention.Status}]");
            await desk.SayAsync($"    training:  {terms.Training.Text} [{terms.Training.Status}]");
            await desk.SayAsync($"    subprocessors: {terms.Subprocessors}; ask the provider for its list.");
        }
    }

    public static async Task DataAsync(EvidenceDesk desk, ExposedData data)
    {
        await desk.LineAsync("Classes of data");
        await desk.TableAsync(["sensitivity", "requests", "sent"], data.Sensitivities.Select(s => (IReadOnlyList<object?>)[s.Name, s.Requests, s.Sent]));
        if (data.Labels.Count > 0) await desk.TableAsync(["label", "requests", "sent"], data.Labels.Select(s => (IReadOnlyList<object?>)[s.Name, s.Requests, s.Sent]));
        if (data.Unscanned.Count > 0) await desk.TableAsync(["not inspected", "requests", "sent"], data.Unscanned.Select(s => (IReadOnlyList<object?>)[s.Name, s.Requests, s.Sent]));
        await desk.LineAsync("What detectors found");
        await desk.TableAsync(["detector", "direction", "action", "requests", "count"], data.Findings.Select(f => (IReadOnlyList<object?>)[f.Detector, f.Direction, f.Action, f.Requests, f.Count]));
    }
}
