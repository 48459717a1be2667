using System.CommandLine;
using Sallyport.Control;
using Sallyport.Control.Evidence.Report;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit report</c>: the four questions of an auditor about a key and a period.</summary>
internal static class AuditReportVerb
{
    public static Command Create()
    {
        var key = new Option<string>("--key") { Description = "Public id of the key", Required = true };
        var (from, to) = (EvidenceDesk.From(), EvidenceDesk.To());
        var personal = new Option<bool>("--personal") { Description = "Show names of people. Recorded as audit.personal_read" };
        var count = new Option<int>("--proof-count") { Description = $"Most inclusion proofs, 0 to {ReportQuery.MaxProofs}, spread over the period", DefaultValueFactory = _ => ReportQuery.DefaultProofs };
        var proofs = new Option<string?>("--proofs") { Description = "Folder for the proofs and their leaves", HelpName = "DIR" };
        return new Command("report", "Answer who had access to a key, how much was sent, whether that was unusual, and whether the policy was enforced. Recorded as audit.reported") { key, from, to, personal, count, proofs }.Runs(async (session, cancellation) =>
        {
            using var desk = new EvidenceDesk(session);
            var (parsed, errors) = (session.Parsed, new List<string>());
            var query = new ReportQuery(parsed.GetRequiredValue(key), desk.Time(from, errors), desk.Time(to, errors), parsed.GetValue(personal), parsed.GetValue(count));
            if (errors.Count > 0) return await session.RefuseAsync(Problem.Invalid(errors));
            await desk.CatchUpAsync(cancellation);
            if (!(await desk.Report.AskAsync(query, Actor, cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            if (parsed.GetValue(proofs) is { } folder && await EvidenceDesk.WriteProofsAsync(folder, view.Enforcement.Proofs, cancellation) is { } unwritten) return await session.RefuseAsync(unwritten);
            if (session.Json) await desk.WriteJsonAsync(view);
            else await WriteAsync(desk, view, query.Personal);
            return 0;
        });
    }

    private static async Task WriteAsync(EvidenceDesk desk, ReportView view, bool personal)
    {
        await desk.SayAsync($"Key {view.Key}, {(view.From is null ? "from the beginning" : EvidenceDesk.Shown(view.From))} to {EvidenceDesk.Shown(view.To)}");
        await desk.LineAsync();
        await desk.LineAsync("1. Who had access to the key, and when did that change?");
        string[] columns = ["sequence", "at", "change", "by", "outcome", "fields", "organization", "team", personal ? "person" : "subject"];
        await desk.TableAsync(columns, view.Access.Changes.Select(e => (IReadOnlyList<object?>)[e.Sequence, e.At, e.Action, e.Actor, e.Outcome, string.Join(' ', e.Changed), e.Organization, e.Team, personal ? e.Person ?? e.Subject : e.Subject]));
        await desk.LineAsync("  Used in the period by:");
        await desk.TableAsync(["subject", "organization", "team", "requests", "sent"], view.Access.Subjects.Select(p => (IReadOnlyList<object?>)[p.Subject, p.Organization, p.Team, p.Requests, p.Sent]));
        await desk.LineAsync("  The record was asked about it by:");
        await desk.TableAsync(["sequence", "at", "what", "by"], view.Access.Readers.Select(e => (IReadOnlyList<object?>)[e.Sequence, e.At, e.Action, e.Actor]));
        await desk.LineAsync();
        await desk.LineAsync("2. How much was sent? (in tokens; bytes are not recorded)");
        await desk.SayAsync($"  {view.Volume.Requests:N0} requests, {view.Volume.InputTokens:N0} tokens in, {view.Volume.OutputTokens:N0} out, {EvidenceDesk.Dollars(view.Volume.CostNanoUsd)} USD, {view.Volume.Unpriced:N0} without a price");
        foreach (var (name, parts) in new[] { ("provider", view.Volume.ByProvider), ("sensitivity", view.Volume.BySensitivity), ("model", view.Volume.ByModel) })
            await desk.TableAsync([name, "requests", "tokens in", "tokens out", "usd"], parts.Select(p => (IReadOnlyList<object?>)[p.Name, p.Requests, p.InputTokens, p.OutputTokens, EvidenceDesk.Dollars(p.CostNanoUsd)]));
        await AuditExposureVerb.DestinationsAsync(desk, view.Volume.Destinations);
        await desk.LineAsync();
        await desk.SayAsync($"3. Was there anything unusual? {view.Anomalies.SpikeCount:N0} spikes in {view.Anomalies.HoursJudged:N0} hours with traffic; {view.Anomalies.HoursNotJudged:N0} had too little history.");
        await desk.TableAsync(["hour", "measure", "value", "usual", "threshold"], view.Anomalies.Spikes.Select(s => (IReadOnlyList<object?>)[s.Hour, s.Measure, s.Value, s.Usual, s.Threshold]));
        await desk.LineAsync("  For the first time:");
        await desk.TableAsync(["at", "kind", "value", "sequence"], view.Anomalies.Firsts.Select(f => (IReadOnlyList<object?>)[f.At, f.Kind, f.Value, f.Sequence]));
        await desk.LineAsync("  " + view.Anomalies.Rule);
        await desk.LineAsync();
        var (e, c) = (view.Enforcement, view.Enforcement.Counts);
        await desk.LineAsync("4. Was the policy enforced?");
        await desk.SayAsync($"  {c.Total:N0} requests: allowed {c.Allowed:N0}, masked {c.Masked:N0} ({c.Redactions:N0} values), blocked {c.Blocked:N0}, refused {c.Refused:N0}, failed {c.Failed:N0}, let pass although a check could not run {c.FailedOpen:N0}");
        await desk.SayAsync($"  Without a policy version: {e.WithoutVersion:N0}. Sent without a sensitivity: {e.WithoutClass:N0}.");
        await desk.TableAsync(["policy version", "requests", "sent"], e.Versions.Select(v => (IReadOnlyList<object?>)[v.Name, v.Requests, v.Sent]));
        await desk.TableAsync(["sequence", "at", "change of the configuration"], e.ConfigurationChanges.Select(v => (IReadOnlyList<object?>)[v.Sequence, v.At, v.Action]));
        await AuditExposureVerb.DataAsync(desk, e.Data);
        await desk.SayAsync($"  Proofs: {e.Proofs.Count:N0}, {(e.ProofsAreAll ? "of all requests" : "of a sample spread over the period")}; --proofs DIR writes them, and each can be checked without this gateway.");
        await desk.LineAsync();
        await desk.CertaintyAsync(view.Certainty);
    }
}
