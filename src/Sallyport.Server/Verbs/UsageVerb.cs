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
        var command = new Command("usage", "Sum up requests, tokens and cost") { by, from, to, limit, csv };
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
            if (!(await desk.Usage.QueryAsync(query, Actor, cancellation)).TryGet(out var view, out var problem)) return await session.RefuseAsync(problem);
            if (session.Json) await desk.WriteJsonAsync(view);
            else if (session.Parsed.GetValue(csv)) await WriteCsvAsync(desk, query, view);
            else await WriteTableAsync(desk, query, view);
            return 0;
        });
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
            await desk.LineAsync(string.Join(',', [.. query.GroupBy.Select(g => Quoted(row.Group[g])), .. Cells(row.Sum).Select(c => Convert.ToString(c, CultureInfo.InvariantCulture)!)]));
    }

    private static object?[] Cells(UsageSum s) =>
        [s.Requests, s.Sent, s.Blocked, s.InputTokens, s.OutputTokens, s.CachedInputTokens, s.ReasoningTokens, EvidenceDesk.Dollars(s.CostNanoUsd), s.Unpriced, s.Redactions];

    /// <summary>A leading sign of a formula gets an apostrophe: spreadsheets run what begins with one, and names of models come from clients.</summary>
    private static string Quoted(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
