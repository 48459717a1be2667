using System.Threading.Tasks.Sources;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Ledger;

/// <summary>One append on its way: the entry, and the promise its caller waits for. Pooled.</summary>
/// <remarks>
/// Becomes a leaf on the writer's thread, which alone knows its place; continued on the thread pool. Three may want to end it (writer, watchdog,
/// shutdown), so each first wins it by moving the state.
/// </remarks>
internal sealed class PendingAppend(Action<PendingAppend> giveBack) : IValueTaskSource<long>, IThreadPoolWorkItem
{
    private const int Queued = 1, Writing = 2, Ended = 3, Abandoned = 4;

    private ManualResetValueTaskSourceCore<long> _promise; // its continuation runs inside Execute
    private int _state;
    private bool _isAwaited, _resumesHere;
    private StoreUnavailableException? _error;

    /// <summary>Null while this is in the pool.</summary>
    public AuditEntry? Entry { get; private set; }

    /// <summary>Counts once the transaction is committed. 0 if this was not written.</summary>
    public long Sequence { get; set; }

    /// <summary>Timestamp, for the watchdog.</summary>
    public long QueuedAt { get; private set; }

    public ValueTask<long> Task => new(this, _promise.Version);

    /// <param name="isAwaited">False if nobody asks for <see cref="Task"/>: it goes back to the pool by itself.</param>
    /// <param name="resumesHere">True if a caller who waits goes on inside <see cref="Succeed"/>, false if on the thread pool.</param>
    public void Take(AuditEntry entry, long now, bool isAwaited, bool resumesHere)
    {
        (Entry, _isAwaited, _resumesHere) = (entry, isAwaited, resumesHere);
        (QueuedAt, Sequence, _error) = (now, 0, null);
        Volatile.Write(ref _state, Queued);
    }

    /// <summary>False if the watchdog was faster: then this must not be written any more. True again for a second try.</summary>
    public bool TryBeginWriting() => Interlocked.CompareExchange(ref _state, Writing, Queued) is Queued or Writing;

    /// <summary>Ends it well, if nobody has ended it before.</summary>
    public void Succeed()
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Writing) != Writing) return;
        if (!_isAwaited) GiveBack();
        else if (_resumesHere) Execute();
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends it badly, if nobody has ended it before.</summary>
    public void Fail(StoreUnavailableException error) => EndBadly(Ended, error);

    /// <summary>Ends it badly while the writer may still hold it; so it never goes back to the pool.</summary>
    public void Abandon(StoreUnavailableException error) => EndBadly(Abandoned, error);

    public void Execute()
    {
        if (_error is null) _promise.SetResult(Sequence);
        else _promise.SetException(_error);
    }

    public long GetResult(short token)
    {
        try
        {
            return _promise.GetResult(token);
        }
        finally
        {
            if (Volatile.Read(ref _state) == Ended)
            {
                _promise.Reset();
                GiveBack();
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _promise.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _promise.OnCompleted(continuation, state, token, flags);

    private void GiveBack()
    {
        Entry = null;
        giveBack(this);
    }

    private void EndBadly(int how, StoreUnavailableException error)
    {
        if (Interlocked.CompareExchange(ref _state, how, Queued) != Queued && Interlocked.CompareExchange(ref _state, how, Writing) != Writing) return;
        _error = error; // whoever moved the state is alone from here on
        if (!_isAwaited) return;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
