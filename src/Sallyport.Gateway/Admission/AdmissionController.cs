using System.Collections.Concurrent;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Admission;

/// <summary>Decides whether a caller may have one more exchange open now.</summary>
internal sealed class AdmissionController
{
    private readonly ConcurrentDictionary<string, OpenCount> _keys = new(StringComparer.Ordinal);
    private readonly OpenCount _all = new();

    /// <summary>Exchanges open now.</summary>
    public int Open => _all.Value;

    /// <returns>A permit to dispose at the end; or 503 <c>gateway_busy</c>, 429 <c>concurrency_exceeded</c>.</returns>
    public Outcome<Permit> Admit(Caller caller, LimitSnapshot limits)
    {
        if (!_all.TryTake(limits.MaxConcurrentRequests)) return Rejection.GatewayBusy;
        var key = _keys.GetOrAdd(caller.KeyId, static _ => new OpenCount());
        if (key.TryTake(limits.MaxConcurrentRequestsPerKey)) return new Permit(_all, key);
        _all.GiveBack();
        return Rejection.ConcurrencyExceeded;
    }
}

/// <summary>How many exchanges are open; never above what <see cref="TryTake"/> was told.</summary>
internal sealed class OpenCount
{
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public bool TryTake(int most)
    {
        if (Interlocked.Increment(ref _value) <= most) return true;
        Interlocked.Decrement(ref _value);
        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref _value);
}
