using System.Globalization;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>Sums usage up from the rows that were folded for it. Never reads the log.</summary>
public sealed class UsageService(IReadModelStore store, UsageProjector projector, AuditReads reads, ReadModelRetention retention, TimeProvider time)
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(2), DefaultPeriod = TimeSpan.FromDays(30);

    /// <summary>Sums up. Asking for single subjects is recorded as <c>usage.read</c>; sums of many people are not.</summary>
    /// <returns>The rows; or <c>invalid_input</c>, <c>audit_unavailable</c>.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">A store gave no answer.</exception>
    public async ValueTask<Result<UsageView>> QueryAsync(UsageQuery query, string actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (from, to) = (query.From ?? (query.To ?? now) - DefaultPeriod, query.To ?? now);
        if (Check(query, from, to, now) is { Count: > 0 } errors) return Problem.Invalid(errors);
        if (query.GroupBy.Contains("subject") || query.Filters.ContainsKey("subject"))
        {
            if (await reads.RecordAsync("usage.read", null, actor, cancellation) is { } unrecorded) return unrecorded;
        }

        var reached = await projector.CatchUpAsync(CatchUp, cancellation);
        var grain = query.GroupBy.Contains("hour") || (!(IsMidnight(from) && IsMidnight(to)) && !query.GroupBy.Contains("day") && from >= now - retention.Hours && query.From is not null) ? UsageGrain.Hour : UsageGrain.Day;
        (from, to) = (Floor(grain, from), Ceiling(grain, to));
        var groups = new UsageGroups(query.GroupBy, grain);
        await store.ScanUsageAsync(grain, words => groups.Begin(words, query.Filters, from, to), groups.Add, cancellation);
        var rows = groups.Rows(query.Limit);
        return new UsageView(from, to, grain is UsageGrain.Hour ? "hour" : "day", groups.Total, groups.Count, rows, reached.Folded, reached.Size);
    }

    private List<string> Check(UsageQuery query, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var errors = new List<string>();
        if (query.GroupBy.Count == 0 || query.GroupBy.Any(g => !UsageDimensions.Groups.Contains(g)) || query.GroupBy.Distinct(StringComparer.Ordinal).Count() != query.GroupBy.Count)
            errors.Add($"group_by: must be one or more of {string.Join(", ", UsageDimensions.Groups)}, each once.");
        if (query.GroupBy.Contains("hour") && query.GroupBy.Contains("day")) errors.Add("group_by: hour or day, not both.");
        if (query.GroupBy.Contains("hour") && from < now - retention.Hours) errors.Add(string.Create(CultureInfo.InvariantCulture, $"from: usage by the hour is kept for {retention.Hours.TotalDays:0} days; group by day."));
        if (from >= to) errors.Add("from: must be before to.");
        if (query.Limit is < 1 or > UsageQuery.MaxLimit) errors.Add($"limit: must be 1 to {UsageQuery.MaxLimit}.");
        return errors;
    }

    private static bool IsMidnight(DateTimeOffset at) => at.UtcDateTime.TimeOfDay == TimeSpan.Zero;

    private static DateTimeOffset Floor(UsageGrain grain, DateTimeOffset at) => UsageClock.TimeOf(grain, grain is UsageGrain.Hour ? UsageClock.HourOf(at) : UsageClock.DayOf(at));

    private static DateTimeOffset Ceiling(UsageGrain grain, DateTimeOffset at) => Floor(grain, at.AddTicks(-1)) + (grain is UsageGrain.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1));
}
