using Sallyport.Control.Evidence.Usage;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Control.Evidence.Reconciliation;

/// <summary>Sets what we recorded beside what a provider says, by day and model.</summary>
public static class UsageComparison
{
    /// <summary>By what our usage must be grouped.</summary>
    public static IReadOnlyList<string> GroupBy { get; } = ["day", "model"];

    /// <summary>Compares.</summary>
    /// <param name="ours">Usage of one provider, grouped by <see cref="GroupBy"/>.</param>
    /// <param name="theirs">All that the provider's files say.</param>
    /// <param name="provider">Vendor; names of models that are one model in its price list are one row.</param>
    /// <returns>One row for each day and model, in that order. If no file breaks down by model, one row for each day.</returns>
    public static IReadOnlyList<UsageDifference> Compare(IEnumerable<UsageRow> ours, IReadOnlyList<ProviderUse> theirs, string provider, PriceTable prices)
    {
        var byModel = theirs.Any(t => t.Model.Length > 0);
        string Name(string model, DateOnly day) => !byModel ? "" : prices.Find(provider, model, day)?.Model.Model ?? model;
        var rows = new SortedDictionary<(DateOnly Day, string Model), UsageDifference>(Comparer<(DateOnly Day, string Model)>.Create((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(a.Model, b.Model)));
        UsageDifference Row(DateOnly day, string model) => rows.TryGetValue((day, Name(model, day)), out var known) ? known : rows[(day, Name(model, day))] = new UsageDifference(day, Name(model, day));
        foreach (var row in ours.Where(r => r.Sum.Sent > 0))
        {
            var difference = Row(DateOnly.ParseExact(row.Group["day"], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), row.Group["model"]);
            difference.Ours.Add(row.Sum.Sent, row.Sum.InputTokens, row.Sum.OutputTokens, row.Sum.CostNanoUsd);
            difference.Unpriced += row.Sum.Unpriced;
        }

        foreach (var use in theirs) Row(use.Day, use.Model).Theirs.Add(use.Requests, use.InputTokens, use.OutputTokens, use.NanoUsd);
        return [.. rows.Values];
    }
}

/// <summary>Both sides of one day and model.</summary>
public sealed class UsageDifference(DateOnly day, string model)
{
    public DateOnly Day { get; } = day;

    /// <summary>Empty if the provider's files do not break down by model.</summary>
    public string Model { get; } = model;

    public UsageSide Ours { get; } = new();

    public UsageSide Theirs { get; } = new();

    /// <summary>Our requests without a known cost: as many reasons for theirs to be higher.</summary>
    public long Unpriced { get; set; }

    /// <summary>True if any figure that both sides have differs by more than a share of the larger one.</summary>
    public bool IsBeyond(decimal percent) =>
        Differs(Ours.InputTokens, Theirs.InputTokens, percent) || Differs(Ours.OutputTokens, Theirs.OutputTokens, percent) || Differs(Ours.NanoUsd, Theirs.NanoUsd, percent) || Differs(Ours.Requests, Theirs.Requests, percent);

    // What one side lacks altogether is only a difference if that side says something else of the row's kind.
    private bool Differs(long? ours, long? theirs, decimal percent)
    {
        if (ours is null && theirs is null) return false;
        if (ours is null) return theirs != 0;
        if (theirs is null) return Theirs.IsEmpty && ours != 0;
        return Math.Abs((decimal)ours.Value - theirs.Value) * 100 > percent * Math.Max(Math.Abs(ours.Value), Math.Abs(theirs.Value));
    }
}

/// <summary>Sums of one side; null where nothing was said.</summary>
public sealed class UsageSide
{
    public long? Requests { get; private set; }

    public long? InputTokens { get; private set; }

    public long? OutputTokens { get; private set; }

    public long? NanoUsd { get; private set; }

    internal bool IsEmpty => Requests is null && InputTokens is null && OutputTokens is null && NanoUsd is null;

    internal void Add(long? requests, long? input, long? output, long? nano)
    {
        Requests = Plus(Requests, requests);
        InputTokens = Plus(InputTokens, input);
        OutputTokens = Plus(OutputTokens, output);
        NanoUsd = Plus(NanoUsd, nano);
    }

    private static long? Plus(long? sum, long? more) => more is null ? sum : (sum ?? 0) + more;
}
