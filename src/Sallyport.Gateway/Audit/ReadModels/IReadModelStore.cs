namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Tables folded from the log so that nobody needs to scan it: usage by hour and day, one narrow row for each exchange, and where to find the other leaves.</summary>
/// <remarks>All of it can be made again from the log. No names of people: subjects are their references.</remarks>
public interface IReadModelStore
{
    /// <summary>Sequence number of the next leaf to fold.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; so for every member.</exception>
    ValueTask<long> CursorAsync(CancellationToken cancellation);

    /// <summary>Adds a batch and moves the cursor to its end, in one transaction.</summary>
    /// <returns>False if the cursor is not at the batch's beginning: somebody else folded it. Nothing changed then.</returns>
    ValueTask<bool> FoldAsync(FoldBatch batch, CancellationToken cancellation);

    /// <summary>Empties everything and sets the cursor to 0.</summary>
    ValueTask ClearAsync(CancellationToken cancellation);

    /// <summary>Takes old rows away in small transactions, so that folding and reading go on.</summary>
    /// <returns>Rows taken away.</returns>
    ValueTask<long> PruneAsync(ReadModelRetention retention, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Visits exchanges, all in one consistent view. The order is not defined.</summary>
    /// <param name="select">Is told what occurs and says what is wanted; called once, before the first visit.</param>
    ValueTask ScanExchangesAsync(Func<FactDictionary, FactSelection> select, FactVisitor visit, CancellationToken cancellation);

    /// <summary>Visits usage rows of full hours or days, all in one consistent view. The order is not defined.</summary>
    /// <param name="select">As above; only times, parties and passages count.</param>
    ValueTask ScanUsageAsync(UsageGrain grain, Func<FactDictionary, FactSelection> select, UsageVisitor visit, CancellationToken cancellation);

    /// <summary>Events in the order of the log.</summary>
    /// <param name="target">Only those that concern it; null for all.</param>
    /// <param name="from">Not before; null for the beginning.</param>
    /// <param name="to">Before; null for the end.</param>
    ValueTask<IReadOnlyList<LogEvent>> EventsAsync(string? target, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation);
}

/// <summary>Width of a usage row. Numbers are frozen: they are stored.</summary>
public enum UsageGrain
{
    /// <summary>From a full hour, UTC.</summary>
    Hour = 1,

    /// <summary>From midnight, UTC.</summary>
    Day = 2,
}

/// <summary>How long rows are kept.</summary>
public sealed record ReadModelRetention(TimeSpan Hours, TimeSpan Days, TimeSpan Exchanges)
{
    /// <summary>Hours for 35 days, days and exchanges for 400: as long as the log by default.</summary>
    public static ReadModelRetention Default { get; } = new(TimeSpan.FromDays(35), TimeSpan.FromDays(400), TimeSpan.FromDays(400));
}
