namespace Sallyport.Gateway.Admission;

/// <summary>The counters of all limits and budgets. Atomic: an exchange takes from all its counters, or from none.</summary>
public interface ILimitCounters
{
    /// <summary>Takes the most that an exchange can use from each of its counters: one <see cref="LimitWindow.Open"/> place, and of the others the amount in their unit. A counter whose amount is 0 is only looked at: it refuses if it is used up.</summary>
    /// <param name="counters">All counters of the exchange, none twice. At most 24 of a calendar: the intent that names them has to fit into a page of the database.</param>
    /// <param name="most">Upper bound of each unit.</param>
    /// <returns>Synchronously while this node holds enough.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">The shared counters do not answer and this node holds too little: 503 <c>limits_unavailable</c>.</exception>
    ValueTask<TakeResult> TryTakeAsync(IReadOnlyList<Counter> counters, Amounts most, CancellationToken cancellation);

    /// <summary>How a counter stands now.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">The store does not answer.</exception>
    ValueTask<LimitReading> ReadAsync(Counter counter, CancellationToken cancellation);
}
