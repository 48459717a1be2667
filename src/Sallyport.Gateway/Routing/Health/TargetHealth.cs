namespace Sallyport.Gateway.Routing.Health;

/// <summary>What is known of one model at one upstream: whether it fails, how soon it answers, and which credentials are out of their rate.</summary>
internal sealed class TargetHealth(TimeProvider time)
{
    private const int SmoothedOver = 8; // answers

    private readonly Lock _lock = new();
    private long[] _asideUntil = [];
    private double _latency;
    private long _latencyAt, _measuredUntil;

    /// <summary>Opens when this model fails there.</summary>
    public Breaker Breaker { get; } = new(time);

    /// <summary>Time to the first byte of late, in seconds; null if it has never answered.</summary>
    public double? Latency
    {
        get
        {
            lock (_lock) return _latencyAt == 0 ? null : _latency;
        }
    }

    /// <summary>Where it stands among others by its time to the first byte: seconds, 0 to be asked because its time is not known or old, the highest while somebody asks.</summary>
    /// <param name="fresh">How long a time counts.</param>
    public double LatencyRank(TimeSpan fresh)
    {
        lock (_lock)
        {
            if (_latencyAt != 0 && time.GetElapsedTime(_latencyAt) <= fresh) return _latency;
            var now = time.GetTimestamp();
            if (now >= _measuredUntil)
            {
                _measuredUntil = now + (long)(fresh.TotalSeconds / 10 * time.TimestampFrequency); // one request asks, the others do not follow it into the unknown
                return 0;
            }

            return _latencyAt == 0 ? double.MaxValue : _latency;
        }
    }

    public void Answered(TimeSpan firstByte)
    {
        lock (_lock)
        {
            _latency = _latencyAt == 0 ? firstByte.TotalSeconds : _latency + ((firstByte.TotalSeconds - _latency) / SmoothedOver);
            _latencyAt = time.GetTimestamp();
        }
    }

    /// <summary>Does not use a credential here for a while, unless there is no other.</summary>
    public void SetAside(int credential, TimeSpan wait)
    {
        lock (_lock)
        {
            if (credential >= _asideUntil.Length) Array.Resize(ref _asideUntil, credential + 1);
            _asideUntil[credential] = Math.Max(_asideUntil[credential], time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
        }
    }

    public bool IsAside(int credential)
    {
        if (_asideUntil.Length == 0) return false; // nearly always
        lock (_lock) return credential < _asideUntil.Length && _asideUntil[credential] > time.GetTimestamp();
    }

    /// <summary>True if none of that many credentials can be used as far as is known.</summary>
    public bool AreAllAside(int credentials)
    {
        for (var i = 0; i < credentials; i++)
        {
            if (!IsAside(i)) return false;
        }

        return true;
    }
}
