namespace Sallyport.Gateway.Forwarding;

/// <summary>The token of one exchange with an upstream: cancelled when the client goes or when a watched wait takes too long.</summary>
/// <remarks>Is its own source, which saves an object per exchange. Never disposed: it owns no timer and no handle, only <see cref="Close"/> matters.</remarks>
internal sealed class AttemptDeadline(DeadlineWatch watch) : CancellationTokenSource
{
    private const long Never = long.MaxValue;
    private long _dueAt = Never;
    private CancellationToken _clientGone;
    private CancellationTokenRegistration _registration;
    private int _closed;

    internal AttemptDeadline? Previous { get; set; }
    internal AttemptDeadline? Next { get; set; }

    /// <summary>True once a wait took longer than its limit.</summary>
    public bool IsExpired { get; private set; }

    /// <summary>True once the gateway has ended the exchange because it stops.</summary>
    public bool IsShut { get; private set; }

    /// <summary>True once the client has gone away.</summary>
    public bool IsClientGone => _clientGone.IsCancellationRequested;

    public CancellationToken ClientGone => _clientGone;

    /// <summary>A wait begins; it may last <paramref name="limit"/>.</summary>
    public void Begin(TimeSpan limit) => BeginTicks(ToTicks(limit));

    /// <summary>The same with a limit in timestamp ticks, see <see cref="ToTicks"/>.</summary>
    public void BeginTicks(long limit) => Volatile.Write(ref _dueAt, watch.Time.GetTimestamp() + limit);

    /// <summary>The wait is over.</summary>
    public void End() => Volatile.Write(ref _dueAt, Never);

    /// <summary>What is left of the running wait; zero if it is over.</summary>
    public TimeSpan Remaining()
    {
        var left = Volatile.Read(ref _dueAt) - watch.Time.GetTimestamp();
        return left <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)left / watch.Time.TimestampFrequency);
    }

    public long ToTicks(TimeSpan limit) => (long)(limit.TotalSeconds * watch.Time.TimestampFrequency);

    internal bool IsDue(long now) => Volatile.Read(ref _dueAt) <= now;

    internal void Follow(CancellationToken clientGone)
    {
        _clientGone = clientGone;
        _registration = clientGone.UnsafeRegister(static deadline => ((AttemptDeadline)deadline!).Cancel(), this);
    }

    internal void Expire()
    {
        IsExpired = true;
        End();
        Cancel();
    }

    internal void Shut()
    {
        IsShut = true;
        End();
        Cancel();
    }

    /// <summary>The exchange is over. The source itself is left alone: a sweep may hold it now, and cancelling a disposed source throws.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _registration.Unregister(); // does not wait for a callback under way, which may be ours
        watch.Close(this);
    }
}
