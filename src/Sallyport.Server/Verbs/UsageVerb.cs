using System.CommandLine;
using System.Globalization;
using Sallyport.Control;
using Sallyport.Control.Evidence.Usage;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport usage</c>: requests, tokens and cost of a period.</summary>
internal static class UsageVerb
{
    private static readonly string[] Sums = ["requests", "sent", "blocked", "input", "output", "cached", "reasoning", "usd", "unpriced", "redactions"];

    public static Command Create()
    {
        var by = new Option<string>("--by") { Description = $"Comma-separated: {string.Join(", ", UsageDimensions.Groups)}", DefaultValueFactory = _ => "day" };
        var (from, to) = (EvidenceDesk.From(), EvidenceDesk.To());
        var limit = new Option<int>("--limit") { Description = $"Most rows, 1 to {UsageQuery.MaxLimit}", DefaultValueFactory = _ => UsageQuery.DefaultLimit };
        var csv = new Option<bool>("--csv") { Description = "Answer in comma-separated values (RFC 4180)" };
        var filters = UsageDimensions.Filters.ToDictionary(f => f, f => new Option<string?>("--" + f) { Description = $"Only this {f}" }, StringComparer.Ordinal);
        var focus = new Option<bool>("--focus") { Description = "Answer in the columns of FOCUS 1.2, one row for each day, key, purpose and model: for chargeback" };
        var command = new Command("usage", "Sum up requests, tokens and cost") { by, from, to, limit, csv, focus, BudgetsVerb.Create() };
        command.Add(ReconcileVerb.Create());
        foreach (var filter in filters.Values) command.Add(filter);
        return command.Runs(async (session, cancellation) =>
        {
            using var desk = new EvidenceDesk(session);
            var errors = new List<string>();
            var query = new UsageQuery(
                session.Parsed.GetRequiredValue(by).Split(',', StringSplitOptions.TrimEntries),
                desk.Time(from, errors),
                desk.Time(to, errors),
                filters.Where(f => session.Parsed.GetValue(f.Value) is not null).ToDictionary(f => f.Key, f => session.Parsed.GetValue(f.Value)!, StringComparer.Ordinal),
                session.Parsed.GetValue(limit));
            if (errors.Count > 0) return await session.RefuseAsync(Problem.Invalid(errors));
            await desk.CatchUpAsync(cancellation);
            if (session.Parsed.GetValue(focus)) return await WriteFocusAsync(session, desk, query, cancellation);
            if (!(await desk.Usage.QueryAsync(query, Actor, cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            if (session.Json) await desk.WriteJsonAsync(view);
            else if (session.Parsed.GetValue(csv)) await WriteCsvAsync(desk, query, view);
            else await WriteTableAsync(desk, query, view);
            return 0;
        });
    }

    // A day at a time: a month of many keys and models is more rows than one question may have.
    private static async Task<int> WriteFocusAsync(Session session, EvidenceDesk desk, UsageQuery query, CancellationToken cancellation)
    {
        var to = query.To ?? TimeProvider.System.GetUtcNow();
        await desk.LineAsync(FocusExport.Header);
        for (var day = new DateTimeOffset((query.From ?? to.AddDays(-30)).UtcDateTime.Date, TimeSpan.Zero); day < to; day = day.AddDays(1))
        {
            if (!(await desk.Usage.QueryAsync(query with { GroupBy = FocusExport.GroupBy, From = day, To = day.AddDays(1), Limit = UsageQuery.MaxLimit }, Actor, cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            if (view.Groups > view.Rows.Count) return await session.RefuseAsync(new Problem("too_many_rows", 400, $"{day:yyyy-MM-dd} has {view.Groups} groups and at most {UsageQuery.MaxLimit} can be written: filter by --organization or --team."));
            foreach (var row in view.Rows)
                if (FocusExport.LineOf(row) is { } line) await desk.LineAsync(line);
        }

        return 0;
    }

    private static async Task WriteTableAsync(EvidenceDesk desk, UsageQuery query, UsageView view)
    {
        await desk.SayAsync($"{EvidenceDesk.Shown(view.From)} to {EvidenceDesk.Shown(view.To)}");
        await desk.TableAsync([.. query.GroupBy, .. Sums], view.Rows.Select(r => (IReadOnlyList<object?>)[.. query.GroupBy.Select(g => (object?)r.Group[g]), .. Cells(r.Sum)]), "");
        if (view.Groups > view.Rows.Count) await desk.SayAsync($"{view.Groups - view.Rows.Count:N0} more groups: raise --limit.");
        await desk.LineAsync();
        await desk.TableAsync(["total", .. Sums], [["", .. Cells(view.Total)]], "");
    }

    private static async Task WriteCsvAsync(EvidenceDesk desk, UsageQuery query, UsageView view)
    {
        await desk.LineAsync(string.Join(',', [.. query.GroupBy, .. Sums]));
        foreach (var row in view.Rows)
            await desk.LineAsync(string.Join(',', [.. query.GroupBy.Select(g => CsvText.Quoted(row.Group[g])), .. Cells(row.Sum).Select(c => Convert.ToString(c, CultureInfo.InvariantCulture)!)]));
    }

    private static object?[] Cells(UsageSum s) =>
        [s.Requests, s.Sent, s.Blocked, s.InputTokens, s.OutputTokens, s.CachedInputTokens, s.ReasoningTokens, EvidenceDesk.Dollars(s.CostNanoUsd), s.Unpriced, s.Redactions];
}
