using System.CommandLine;
using System.Globalization;
using Sallyport.Control;
using Sallyport.Control.Evidence.Reconciliation;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Settlement;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport usage reconcile FILE…</c>: sets what was recorded beside what a provider says it billed.</summary>
internal static class ReconcileVerb
{
    private const int MaxFileBytes = 256 * 1024 * 1024;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Exports of one provider: pages of its usage and cost APIs as JSON, or CSV with a line of names", Arity = ArgumentArity.OneOrMore };
        var provider = new Option<string>("--provider") { Description = "Whose exports they are: openai, anthropic, gemini, …", Required = true };
        var tolerance = new Option<decimal>("--tolerance") { Description = "Percent by which figures may differ", DefaultValueFactory = _ => 1m };
        var all = new Option<bool>("--all") { Description = "Show rows that agree too" };
        var command = new Command("reconcile", "Compare the record with a provider's own usage and cost exports. Ends with 1 if they differ.") { files, provider, tolerance, all };
        return command.Runs(async (session, cancellation) =>
        {
            using var desk = new EvidenceDesk(session);
            var theirs = new List<ProviderUse>();
            foreach (var file in session.Parsed.GetRequiredValue(files))
            {
                if (await ModelsVerb.ReadAsync(file, MaxFileBytes, session.Error, cancellation) is not { } bytes) return ExitCodes.BadConfiguration;
                if (ProviderExport.TryRead(bytes, out var problem) is not { } uses) return await session.RefuseAsync(new Problem("invalid_input", 400, $"{file}: {problem}"));
                theirs.AddRange(uses);
            }

            if (theirs.Count == 0) return await session.RefuseAsync(new Problem("invalid_input", 400, "The files hold no usage."));
            await desk.CatchUpAsync(cancellation);
            var (name, ours) = (session.Parsed.GetRequiredValue(provider), new List<UsageRow>());
            for (var day = theirs.Min(t => t.Day); day <= theirs.Max(t => t.Day); day = day.AddDays(1))
            {
                var from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
                var query = new UsageQuery(UsageComparison.GroupBy, from, from.AddDays(1), new Dictionary<string, string>(StringComparer.Ordinal) { ["provider"] = name }, UsageQuery.MaxLimit);
                if (!(await desk.Usage.QueryAsync(query, Actor, cancellation)).TryGet(out var view, out var refused)) return await session.RefuseAsync(refused);
                ours.AddRange(view.Rows);
            }

            var rows = UsageComparison.Compare(ours, theirs, name, ModelCatalog.Shipped.Prices);
            var beyond = rows.Where(r => r.IsBeyond(session.Parsed.GetValue(tolerance))).ToArray();
            if (session.Json) await desk.WriteJsonAsync(rows);
            else
            {
                var shown = session.Parsed.GetValue(all) ? rows : beyond;
                await desk.TableAsync(["day", "model", "requests", "theirs", "input", "theirs", "output", "theirs", "usd", "theirs", "difference", "unpriced"], shown.Select(Cells), "");
                await desk.SayAsync($"{rows.Count:N0} rows compared, {beyond.Length:N0} differ by more than {session.Parsed.GetValue(tolerance)} %.");
            }

            return beyond.Length == 0 ? ExitCodes.Ok : ExitCodes.Problems;
        });
    }

    private static IReadOnlyList<object?> Cells(UsageDifference r) =>
    [
        r.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Model, r.Ours.Requests ?? 0, Shown(r.Theirs.Requests), r.Ours.InputTokens ?? 0, Shown(r.Theirs.InputTokens), r.Ours.OutputTokens ?? 0, Shown(r.Theirs.OutputTokens),
        EvidenceDesk.Dollars(r.Ours.NanoUsd ?? 0), r.Theirs.NanoUsd is { } theirs ? EvidenceDesk.Dollars(theirs) : "-", r.Theirs.NanoUsd is { } billed ? EvidenceDesk.Dollars((r.Ours.NanoUsd ?? 0) - billed) : "-", r.Unpriced,
    ];

    private static string Shown(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";
}
