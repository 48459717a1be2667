namespace Sallyport.Gateway.Forwarding;

/// <summary>One timer for all open upstream exchanges: every tick it cancels those whose time is up.</summary>
/// <remarks>
/// A wait begins with one store of a timestamp and ends with another, so a stream pays nothing per event for its idle limit;
/// a timer per read costs an allocation and two trips through the timer queue's lock. The price is that a limit may be
/// overstepped by one tick, 200 ms.
/// </remarks>
internal sealed class DeadlineWatch : IDisposable
{
    /// <summary>How late a deadline may be noticed.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<AttemptDeadline> _due = [];
    private readonly ITimer _timer;
    private AttemptDeadline? _first;
    private bool _isEnding;

    public DeadlineWatch(TimeProvider time)
    {
        _time = time;
        // The timer must not keep the execution context of whoever built the transport.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static watch => ((DeadlineWatch)watch!).Sweep(), this, Tick, Tick);
    }

    internal TimeProvider Time => _time;

    /// <summary>Begins to watch; the caller sets the first limit with <see cref="AttemptDeadline.Begin"/> and calls <see cref="AttemptDeadline.Close"/> at the end.</summary>
    public AttemptDeadline Open(CancellationToken clientGone)
    {
        var deadline = new AttemptDeadline(this);
        lock (_lock)
        {
            deadline.Next = _first;
            if (_first is not null) _first.Previous = deadline;
            _first = deadline;
        }

        deadline.Follow(clientGone);
        if (Volatile.Read(ref _isEnding)) deadline.Shut();
        return deadline;
    }

    /// <summary>Ends every exchange with an upstream, open or to come: the process is about to stop.</summary>
    public void EndAll()
    {
        List<AttemptDeadline> open = [];
        lock (_lock)
        {
            Volatile.Write(ref _isEnding, true);
            for (var deadline = _first; deadline is not null; deadline = deadline.Next) open.Add(deadline);
        }

        foreach (var deadline in open) deadline.Shut();
    }

    internal void Close(AttemptDeadline deadline)
    {
        lock (_lock)
        {
            if (deadline.Previous is { } previous) previous.Next = deadline.Next;
            else if (ReferenceEquals(_first, deadline)) _first = deadline.Next;
            if (deadline.Next is { } next) next.Previous = deadline.Previous;
            (deadline.Previous, deadline.Next) = (null, null);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        var now = _time.GetTimestamp();
        AttemptDeadline[] due;
        lock (_lock)
        {
            for (var deadline = _first; deadline is not null; deadline = deadline.Next)
            {
                if (deadline.IsDue(now)) _due.Add(deadline);
            }

            if (_due.Count == 0) return;
            due = [.. _due];
            _due.Clear();
        }

        // Cancelling runs the continuations of whoever waits; outside the lock, they may close what they like.
        foreach (var deadline in due) deadline.Expire();
    }
}
