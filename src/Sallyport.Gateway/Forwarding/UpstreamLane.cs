using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>The places at one upstream. Who waits is served by weighted fair queueing; a full queue sheds from the bottom.</summary>
/// <remarks>
/// Start-time fair queueing over three queues: each priority has a virtual start that moves on by 1/weight with each place it gets, and the
/// smallest goes next. While all wait, places are shared as the weights say; nobody who waits starves; a priority that comes back from an
/// empty queue begins at the present and brings no credit along.
/// A reserved place counts for its own priority alone: others may take what is left when the unused reserves are set aside.
/// </remarks>
internal sealed class UpstreamLane(TimeProvider time)
{
    private const int Priorities = 3;
    private const long Scale = 1_000_000; // of virtual time, so that weights to 1,000 divide without rounding away

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter>[] _waiting = [new(), new(), new()];
    private readonly int[] _open = new int[Priorities];
    private readonly long[] _start = new long[Priorities];
    private long _virtual;
    private int _most;
    private IReadOnlyList<int> _reserved = [0, 0, 0];
    private IReadOnlyList<int> _weights = [1, 1, 1];
    private double _secondsPerPlace = 1; // between two places that became free, smoothed
    private long _leftAt;

    /// <summary>Waits for a place. Figures of the configuration are those of the caller's snapshot: the newest that comes in counts.</summary>
    public ValueTask<Outcome<UpstreamPlace>> EnterAsync(int most, IReadOnlyList<int> reserved, Priority priority, PriorityPolicy policy, CancellationToken clientGone)
    {
        Waiter waiter;
        Waiter? shed = null;
        List<Waiter>? served = null;
        lock (_lock)
        {
            if (most != _most || !ReferenceEquals(reserved, _reserved))
            {
                (_most, _reserved) = (most, reserved);
                served = ServeAll(); // a reload may have made room
            }

            _weights = policy.Weights;
            if (_waiting[(int)priority].Count == 0 && HasRoomFor((int)priority))
            {
                Serve((int)priority);
                Tell(served);
                return new(new UpstreamPlace(this, priority));
            }

            Tell(served);
            if (policy.MaxWait == TimeSpan.Zero) return new(Rejection.UpstreamBusy(WaitFor(priority)));
            if (Waiting >= policy.MaxWaiting)
            {
                shed = LowestBelow(priority);
                if (shed is null) return new(Rejection.UpstreamBusy(WaitFor(priority)));
                shed.Busy = Rejection.UpstreamBusy(WaitFor(shed.Priority));
                _waiting[(int)shed.Priority].Remove(shed.Node!);
                shed.Node = null;
            }

            waiter = new Waiter(priority);
            if (_waiting[(int)priority].Count == 0) _start[(int)priority] = Math.Max(_virtual, _start[(int)priority]);
            waiter.Node = _waiting[(int)priority].AddLast(waiter);
        }

        shed?.Ready.TrySetResult(false);
        return WaitAsync(waiter, policy.MaxWait, clientGone);
    }

    internal void Leave(Priority priority)
    {
        List<Waiter>? next;
        lock (_lock)
        {
            _open[(int)priority]--;
            NoteLeft();
            next = ServeAll();
        }

        Tell(next);
    }

    private int Waiting => _waiting[0].Count + _waiting[1].Count + _waiting[2].Count;

    private async ValueTask<Outcome<UpstreamPlace>> WaitAsync(Waiter waiter, TimeSpan most, CancellationToken clientGone)
    {
        try
        {
            if (await waiter.Ready.Task.WaitAsync(most, time, clientGone)) return new UpstreamPlace(this, waiter.Priority);
            return waiter.Busy!;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (!TryLeaveQueue(waiter)) Leave(waiter.Priority); // the place came at the same moment, and goes on to the next
            if (e is OperationCanceledException) throw;
            lock (_lock) return Rejection.UpstreamBusy(WaitFor(waiter.Priority));
        }
    }

    // Continuations run elsewhere, so this may be said under the lock too.
    private static void Tell(List<Waiter>? served)
    {
        if (served is null) return;
        foreach (var waiter in served) waiter.Ready.TrySetResult(true);
    }

    /// <returns>False if the waiter has a place already.</returns>
    private bool TryLeaveQueue(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node is not { } node) return waiter.Busy is not null;
            _waiting[(int)waiter.Priority].Remove(node);
            waiter.Node = null;
            return true;
        }
    }

    /// <summary>Room once the places are set aside that others have reserved and do not use.</summary>
    private bool HasRoomFor(int priority)
    {
        var taken = 0;
        for (var i = 0; i < Priorities; i++) taken += i == priority ? _open[i] : Math.Max(_open[i], _reserved[i]);
        return taken < _most;
    }

    private void Serve(int priority)
    {
        _open[priority]++;
        _virtual = Math.Max(_virtual, _start[priority]);
        _start[priority] = Math.Max(_start[priority], _virtual) + (Scale / _weights[priority]);
    }

    private List<Waiter>? ServeAll()
    {
        List<Waiter>? served = null;
        while (Next() is var next and >= 0)
        {
            var waiter = _waiting[next].First!.Value;
            _waiting[next].RemoveFirst();
            waiter.Node = null;
            Serve(next);
            (served ??= []).Add(waiter);
        }

        return served;
    }

    /// <returns>The waiting priority whose turn it is and for which there is room; -1 if there is none.</returns>
    private int Next()
    {
        var next = -1;
        for (var i = 0; i < Priorities; i++)
        {
            if (_waiting[i].Count == 0 || !HasRoomFor(i)) continue;
            if (next < 0 || _start[i] < _start[next]) next = i;
        }

        return next;
    }

    private Waiter? LowestBelow(Priority priority)
    {
        for (var i = Priorities - 1; i > (int)priority; i--)
        {
            if (_waiting[i].Last is { } newest) return newest.Value; // who has waited longest keeps its place
        }

        return null;
    }

    /// <summary>When a place for one more of this priority can be expected: the queue ahead of it at the pace of late, 1 s to 60 s.</summary>
    private TimeSpan WaitFor(Priority priority)
    {
        var (ahead, weights) = (_waiting[(int)priority].Count + 1, 0);
        for (var i = 0; i < Priorities; i++) if (i == (int)priority || _waiting[i].Count > 0) weights += _weights[i];
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(ahead * _secondsPerPlace * weights / _weights[(int)priority]), 1, 60));
    }

    private void NoteLeft()
    {
        var now = time.GetTimestamp();
        if (_leftAt != 0 && Waiting > 0) _secondsPerPlace = (0.8 * _secondsPerPlace) + (0.2 * time.GetElapsedTime(_leftAt, now).TotalSeconds);
        _leftAt = now;
    }

    private sealed class Waiter(Priority priority)
    {
        public Priority Priority { get; } = priority;

        /// <summary>True: a place. False: shed, and <see cref="Busy"/> says how.</summary>
        public TaskCompletionSource<bool> Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Place in the queue; null once served, shed or gone.</summary>
        public LinkedListNode<Waiter>? Node { get; set; }

        public Rejection? Busy { get; set; }
    }
}
