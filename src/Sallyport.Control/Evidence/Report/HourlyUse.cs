using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Control.Evidence.Report;

/// <summary>A key's use by the hour, and which hours stand out: against the median and the median deviation of the same time of day in the weeks before.</summary>
/// <remarks>Robust on purpose: an earlier spike among the hours compared with moves neither median nor deviation much.</remarks>
internal sealed class HourlyUse
{
    /// <summary>Said to the reader, so that they can check it.</summary>
    public const string Rule =
        "An hour is a spike if its requests exceed the median of the same hour of day, and the ones before and after it, of the 28 days before, by more than six times the largest of 1.4826 x MAD, the median's square root and 1, "
        + "and are at least 20; or if its tokens do so with the largest of 1.4826 x MAD, a tenth of the median and 1,000, and are at least 10,000. Hours are UTC, those without traffic count as 0, and at least 7 days of history are needed. "
        + "Night hours are 22 to 6 UTC. Addresses are sealed and are not compared.";

    private const int Days = 28, MinSamples = 21;
    private const double Factor = 6, MadToDeviation = 1.4826;
    private const long MinRequests = 20, MinTokens = 10_000;

    private readonly Dictionary<long, (long Requests, long Tokens)> _hours = [];
    private long _first = long.MaxValue;

    public void Add(in Fact fact)
    {
        var hour = UsageClock.HourOf(fact.AtMicroseconds);
        var (requests, tokens) = _hours.GetValueOrDefault(hour);
        _hours[hour] = (requests + 1, tokens + fact.InputTokens + fact.OutputTokens);
        _first = Math.Min(_first, hour);
    }

    /// <param name="from">First hour to judge, since 1970.</param>
    /// <param name="to">Hour after the last.</param>
    public (IReadOnlyList<Spike> Spikes, int Judged, int NotJudged) Judge(long from, long to)
    {
        var (spikes, judged, notJudged) = (new List<Spike>(), 0, 0);
        foreach (var (hour, use) in _hours.Where(h => h.Key >= from && h.Key < to))
        {
            var before = Before(hour);
            if (before.Count < MinSamples)
            {
                notJudged++;
                continue;
            }

            judged++;
            Look("requests", use.Requests, [.. before.Select(b => b.Requests)], median => Math.Max(Math.Sqrt(median), 1), MinRequests);
            Look("tokens", use.Tokens, [.. before.Select(b => b.Tokens)], median => Math.Max(median / 10.0, 1_000), MinTokens);

            void Look(string measure, long value, long[] usual, Func<long, double> least, long floor)
            {
                var median = Median(usual);
                var deviation = MadToDeviation * Median(Array.ConvertAll(usual, u => Math.Abs(u - median)));
                var threshold = median + (long)Math.Ceiling(Factor * Math.Max(deviation, least(median)));
                if (value > threshold && value >= floor) spikes.Add(new Spike(UsageClock.TimeOf(UsageGrain.Hour, hour), measure, value, median, threshold));
            }
        }

        return ([.. spikes.OrderByDescending(s => (double)s.Value / s.Threshold).ThenBy(s => s.Hour)], judged, notJudged);
    }

    /// <summary>The same time of day of the days before, from the key's first hour on.</summary>
    private List<(long Requests, long Tokens)> Before(long hour)
    {
        var before = new List<(long, long)>(Days * 3);
        for (var day = 1; day <= Days; day++)
        {
            for (var at = hour - (24 * day) - 1; at <= hour - (24 * day) + 1; at++)
                if (at >= _first) before.Add(_hours.GetValueOrDefault(at));
        }

        return before;
    }

    /// <summary>The upper one of two middle values.</summary>
    private static long Median(long[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
