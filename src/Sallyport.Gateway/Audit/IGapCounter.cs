namespace Sallyport.Gateway.Audit;

/// <summary>Counts exchanges that pass without a record, until a gap entry says so in the log.</summary>
public interface IGapCounter
{
    /// <summary>Counts one exchange. Never throws; the caller goes on at once.</summary>
    /// <param name="mayBeWritten">True if a write of its entry was begun and may have happened all the same: then the log is asked before the gap is closed.</param>
    void Count(Guid exchange, DateTimeOffset at, string cause, bool mayBeWritten);
}
