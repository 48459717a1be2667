namespace Sallyport.Gateway.Routing.Health;

/// <summary>Keeps repeats to a share of the requests, so that an upstream in trouble does not get a multiple of its load.</summary>
/// <remarks>Each request pays a share of a repeat in. At most <see cref="Most"/> repeats are saved up, and so many are there at the start: a quiet gateway may repeat too.</remarks>
internal sealed class RetryBudget
{
    /// <summary>Repeats that can be saved up.</summary>
    public const int Most = 10;

    private const int Whole = 100; // a repeat costs as much; a request pays its percent in

    private int _saved = Most * Whole;

    /// <param name="percent">Repeats in percent of requests.</param>
    public void RequestSent(int percent)
    {
        for (var saved = Volatile.Read(ref _saved); saved < Most * Whole;)
        {
            var seen = Interlocked.CompareExchange(ref _saved, Math.Min(Most * Whole, saved + percent), saved);
            if (seen == saved) return;
            saved = seen;
        }
    }

    /// <returns>False if the share is used up.</returns>
    public bool TryTake(int percent)
    {
        if (percent == 0) return false;
        for (var saved = Volatile.Read(ref _saved); saved >= Whole;)
        {
            var seen = Interlocked.CompareExchange(ref _saved, saved - Whole, saved);
            if (seen == saved) return true;
            saved = seen;
        }

        return false;
    }
}
