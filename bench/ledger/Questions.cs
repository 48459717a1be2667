using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control.Evidence;
using Sallyport.Control.Evidence.Exposure;
using Sallyport.Control.Evidence.Report;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Storage;

namespace Sallyport.LedgerBench;

/// <summary>Times what people ask: the first time, and the median of three more.</summary>
internal static class Questions
{
    private const int Again = 3;

    public static async Task RunAsync(DataDirectory data, Results report)
    {
        var (time, none) = (TimeProvider.System, CancellationToken.None);
        using var projector = new UsageProjector(data.Ledger, data.ReadModels, ReadModelRetention.Default, time, NullLogger<UsageProjector>.Instance);
        await projector.CatchUpAsync(TimeSpan.MaxValue, none);
        var reads = new AuditReads(data.Audit, time);
        var certainty = new CertaintyService(data.Ledger, data.ReadModels, ReadModelRetention.Default, time);
        var prover = new LeafProver(data.Ledger);
        var usage = new UsageService(data.ReadModels, projector, reads, ReadModelRetention.Default, time);
        var exposure = new ExposureService(data.ReadModels, projector, certainty, prover, data.Subjects, data.Reviews, reads, time);
        var reports = new ReportService(data.ReadModels, projector, data.Ledger, data.Subjects, certainty, prover, exposure, reads, time);

        var newest = (await data.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result, Limit: 1), none))[0];
        var now = newest.Entry.At;
        var size = await data.Ledger.SizeAsync(none);
        var middle = (await data.Ledger.ReadAsync(size / 2, 1, none))[0].Entry.ExchangeId;

        await TimeAsync("list, newest 100", async () => (await data.Audit.ListAsync(new AuditQuery(), none)).Count);
        await TimeAsync("list, newest 100 of a busy key", async () => (await data.Audit.ListAsync(new AuditQuery(Traffic.KeyId(0)), none)).Count);
        await TimeAsync("list, 100 failed within a day 15 days ago", async () => (await data.Audit.ListAsync(new AuditQuery(From: now.AddDays(-15), To: now.AddDays(-14), Decision: Decision.Failed), none)).Count);
        await TimeAsync("show one exchange from the middle", async () => (await data.Audit.ListAsync(new AuditQuery(ExchangeId: middle), none)).Count);
        await TimeAsync("prove 100 leaves", async () => (await prover.ProveAsync(Enumerable.Range(0, 100).Select(i => size / 101 * i), none)).Count);
        await AskAsync("usage by day and model, 30 days", () => usage.QueryAsync(new UsageQuery(["day", "model"], null, null, NoFilters), "bench", none), v => v.Total.Requests);
        await AskAsync("usage by subject, 30 days", () => usage.QueryAsync(new UsageQuery(["subject"], null, null, NoFilters), "bench", none), v => v.Total.Requests);
        await AskAsync("usage by hour, 7 days, one team", () => usage.QueryAsync(new UsageQuery(["hour"], now.AddDays(-7), null, new Dictionary<string, string> { ["team"] = "team-3" }), "bench", none), v => v.Total.Requests);
        await AskAsync("exposure of a key", () => exposure.AskAsync(new ExposureQuery(Key: Traffic.KeyId(50)), "bench", none), v => v.Requests.Total);
        await AskAsync("exposure of a person", () => exposure.AskAsync(new ExposureQuery(User: "acme/" + Traffic.Person(10)), "bench", none), v => v.Requests.Total);
        await AskAsync("exposure of a model", () => exposure.AskAsync(new ExposureQuery(Model: "gemini-2.5-pro"), "bench", none), v => v.Requests.Total);
        await AskAsync("exposure of a policy version", () => exposure.AskAsync(new ExposureQuery(Policy: "v00000000007"), "bench", none), v => v.Requests.Total);
        await AskAsync("exposure of one day", () => exposure.AskAsync(new ExposureQuery(From: now.AddDays(-10), To: now.AddDays(-9)), "bench", none), v => v.Requests.Total);
        await AskAsync("exposure of everything", () => exposure.AskAsync(new ExposureQuery(From: now.AddDays(-60)), "bench", none), v => v.Requests.Total);
        await AskAsync("report of a key, 7 days, 20 proofs", () => reports.AskAsync(new ReportQuery(Traffic.KeyId(50), now.AddDays(-7)), "bench", none), v => v.Enforcement.Counts.Total);

        async Task AskAsync<T>(string name, Func<ValueTask<Control.Result<T>>> ask, Func<T, long> count)
            where T : class => await TimeAsync(name, async () => (await ask()).TryGet(out var view, out var problem) ? count(view) : throw new InvalidOperationException(problem.Detail));

        async Task TimeAsync(string name, Func<Task<long>> ask)
        {
            var times = new List<double>();
            var count = 0L;
            for (var i = 0; i <= Again; i++)
            {
                var since = Stopwatch.GetTimestamp();
                count = await ask();
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }

            var again = times.Skip(1).Order().ElementAt(Again / 2);
            report.Add(name, FormattableString.Invariant($"{times[0],10:N1} ms first, {again,10:N1} ms again   ({count:N0} rows or requests)"));
        }
    }

    private static Dictionary<string, string> NoFilters { get; } = [];
}
