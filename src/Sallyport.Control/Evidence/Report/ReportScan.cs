using Sallyport.Control.Evidence.Exposure;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Control.Evidence.Report;

/// <summary>One pass over all that is kept of a key: the period for the sums, what came before it for comparison.</summary>
internal sealed class ReportScan(string key, DateTimeOffset? from, DateTimeOffset to)
{
    private readonly HourlyUse _hours = new();
    private readonly List<long> _sequences = [];
    private readonly long _fromMicroseconds = from is { } begin ? UsageClock.MicrosecondsOf(begin) : long.MinValue;
    private FirstUses? _firsts;

    /// <summary>Sums of the period.</summary>
    public ExposureTally Period { get; } = new(new ExposureScope(key, null, null, null, null, null, from, to), list: 0);

    /// <summary>True if nothing at all is kept of the key.</summary>
    public bool IsEmpty { get; private set; } = true;

    public FactSelection Begin(FactDictionary words)
    {
        _firsts = new FirstUses(words);
        return Period.Begin(words) with { From = null };
    }

    public void Add(in Fact fact)
    {
        IsEmpty = false;
        _hours.Add(fact);
        _firsts!.Add(fact);
        if (fact.AtMicroseconds < _fromMicroseconds) return;
        Period.Add(fact);
        _sequences.Add(fact.Sequence);
    }

    public (IReadOnlyList<Spike> Spikes, int Judged, int NotJudged) Spikes() => _hours.Judge(from is { } begin ? UsageClock.HourOf(begin) : long.MinValue, UsageClock.HourOf(to.AddTicks(-1)) + 1);

    public IReadOnlyList<FirstUse> Firsts() => _firsts!.Since(from);

    /// <summary>All of the period's requests, or as many, spread evenly from the first to the last.</summary>
    public IReadOnlyList<long> Sample(int most)
    {
        _sequences.Sort();
        if (_sequences.Count <= most) return _sequences;
        return most == 0 ? [] : most == 1 ? [_sequences[0]] : [.. Enumerable.Range(0, most).Select(i => _sequences[(int)((long)i * (_sequences.Count - 1) / (most - 1))])];
    }
}
