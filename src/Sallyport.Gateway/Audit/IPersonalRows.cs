namespace Sallyport.Gateway.Audit;

/// <summary>What the tables beside the log know of persons, for who erases one.</summary>
public interface IPersonalRows
{
    /// <summary>Deletes the placeholder maps of exchanges that were made with these keys.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<int> ForgetResponsesAsync(IReadOnlyList<string> keyIds, CancellationToken cancellation);

    /// <summary>Writes the table of keys anew, so that no free space, page or write-ahead log holds an owner's name that was taken off it.</summary>
    /// <returns>False if somebody else still read an older state: the write-ahead log then holds it until it is next emptied.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<bool> ScrubAsync(CancellationToken cancellation);
}
