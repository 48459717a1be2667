using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Ledger;

/// <summary>The one thread of a node that writes leaves: takes what is queued, commits it in one transaction, and lets the waiters go.</summary>
/// <remarks>No delay is added to gather a batch: while one commit waits for the disk, the next batch gathers by itself.</remarks>
internal sealed partial class LedgerQueue : IDisposable
{
    /// <summary>Most entries of one transaction.</summary>
    public const int MaxBatch = 512;

    /// <summary>How long an entry that nobody waits for may wait for company: a wake-up and a sync of its own would cost more than all the rest of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private const int PoolLimit = 2 * MaxBatch;

    private readonly Lock _poolGate = new();
    private readonly Stack<PendingAppend> _pool = new();
    private readonly object _gate = new(); // a monitor, since the writer waits on it
    private readonly PendingAppend[] _queue;
    private readonly PendingAppend[] _batch = new PendingAppend[MaxBatch];
    private readonly ILeafTransaction _transaction;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LedgerState? _state;
    private readonly Thread _thread;
    private readonly ITimer _watchdog, _nudge;
    private int _head, _count, _inFlight;
    private bool _writerWaits, _hurries, _stopping, _failing;

    /// <param name="capacity">Most entries waiting; one more is refused.</param>
    /// <param name="deadline">Longest time from queueing to commit.</param>
    /// <param name="state">Told of faults, and asked what may be tried; null if nobody watches.</param>
    public LedgerQueue(ILeafTransaction transaction, int capacity, TimeSpan deadline, TimeProvider time, ILogger logger, LedgerState? state = null)
    {
        (_transaction, _deadline, _time, _logger, _state) = (transaction, deadline, time, logger, state);
        _queue = new PendingAppend[capacity];
        _watchdog = time.CreateTimer(_ => AbandonOverdue(), null, deadline / 5, deadline / 5);
        _nudge = time.CreateTimer(_ => HurryPatientEntries(), null, Patience, Patience);
        _thread = new Thread(Run) { IsBackground = true, Name = "sallyport-audit" };
        _thread.Start();
    }

    /// <exception cref="StoreUnavailableException">The queue is full, the write failed, or no commit came in time.</exception>
    public ValueTask<long> AppendAsync(AuditEntry entry, bool resumesHere)
    {
        Check(entry);
        var append = Rent();
        append.Take(entry, _time.GetTimestamp(), isAwaited: true, resumesHere);
        var task = append.Task;
        Queue(append, isAwaited: true);
        return task;
    }

    /// <summary>Queues an entry that nobody waits for. It travels with the next commit that somebody does wait for, or after <see cref="Patience"/>.</summary>
    /// <exception cref="StoreUnavailableException">The queue is full.</exception>
    public void Append(AuditEntry entry)
    {
        Check(entry);
        var append = Rent();
        append.Take(entry, _time.GetTimestamp(), isAwaited: false, resumesHere: false);
        Queue(append, isAwaited: false);
    }

    private void Check(AuditEntry entry)
    {
        if (_state?.Takes(entry) == false) throw new StoreUnavailableException($"The log cannot be written ({_state.Cause}).");
    }

    private void Queue(PendingAppend append, bool isAwaited)
    {
        lock (_gate)
        {
            if (_stopping) throw new StoreUnavailableException("The audit store is closing.");
            if (_count == _queue.Length) throw new StoreUnavailableException("Too many audit entries wait to be written.");
            _queue[(_head + _count++) % _queue.Length] = append;
            if (isAwaited) Hurry();
        }
    }

    // Under the gate.
    private void Hurry()
    {
        _hurries = true;
        if (!_writerWaits) return;
        _writerWaits = false;
        Monitor.Pulse(_gate);
    }

    private void HurryPatientEntries()
    {
        lock (_gate)
        {
            if (_count > 0 && !_hurries) Hurry();
        }
    }

    /// <summary>Writes what is queued, then ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping) return;
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _watchdog.Dispose();
        _nudge.Dispose();
        _transaction.Dispose();
    }

    private void Run()
    {
        while (Take() is var taken and > 0)
        {
            var batch = _batch.AsSpan(0, taken);
            if (Commit(batch) is not { } error)
            {
                if (!_transaction.HasReleased)
                    foreach (var append in batch) append.Succeed();
                if (_failing) Log.Recovered(_logger);
                _failing = false;
                continue;
            }

            if (!_failing) Log.Failed(_logger, error);
            _failing = true;
            foreach (var append in batch) append.Fail(new StoreUnavailableException("The audit entry could not be written.", error) { MayBeWritten = true });
        }
    }

    /// <summary>Commits a batch; where the disk was found full, once more after the ballast is gone.</summary>
    /// <returns>What went wrong; null if nothing.</returns>
    private Exception? Commit(ReadOnlySpan<PendingAppend> batch)
    {
        for (var mayRetry = true; ; mayRetry = false)
        {
            try
            {
                _transaction.Commit(batch);
                return null;
            }
            catch (Exception e) // the thread must outlive any fault: without it nothing is recorded and nothing is served
            {
                var (condition, cause) = _transaction.Judge(e);
                var isNewlyFull = condition is LedgerCondition.Full && _state?.Condition is LedgerCondition.Writable;
                _state?.Report(condition, cause); // who holds the ballast lets it go before this returns
                if (!isNewlyFull || !mayRetry) return e;
            }
        }
    }

    /// <returns>How many were moved to the batch; 0 when stopping and all is written.</returns>
    private int Take()
    {
        lock (_gate)
        {
            _inFlight = 0;
            while (!_hurries && !_stopping)
            {
                _writerWaits = true;
                Monitor.Wait(_gate);
            }

            if (_count == 0) return 0; // stopping, and all is written

            _inFlight = Math.Min(_count, MaxBatch);
            for (var i = 0; i < _inFlight; i++)
            {
                _batch[i] = _queue[_head];
                _queue[_head] = null!;
                _head = (_head + 1) % _queue.Length;
            }

            _count -= _inFlight;
            if (_count == 0) _hurries = false;
            return _inFlight;
        }
    }

    /// <summary>Lets the waiters of a hanging disk go. What is being written may still become durable; what is only queued will not be written.</summary>
    private void AbandonOverdue()
    {
        lock (_gate)
        {
            if (_inFlight == 0 && _count == 0) return;
            var overdue = 0;
            for (var i = 0; i < _inFlight; i++) overdue += AbandonIfOverdue(_batch[i]);
            for (var i = 0; i < _count; i++) overdue += AbandonIfOverdue(_queue[(_head + i) % _queue.Length]);
            if (overdue == 0) return;
            Log.Overdue(_logger, overdue, _deadline.TotalSeconds);
        }

        _state?.Report(LedgerCondition.Unwritable, "store_timeout");
    }

    private int AbandonIfOverdue(PendingAppend append)
    {
        if (_time.GetElapsedTime(append.QueuedAt) < _deadline) return 0;
        append.Abandon(new StoreUnavailableException("The audit entry was not durable in time.") { MayBeWritten = true });
        return 1;
    }

    private PendingAppend Rent()
    {
        lock (_poolGate)
            if (_pool.TryPop(out var append)) return append;
        return new PendingAppend(GiveBack);
    }

    private void GiveBack(PendingAppend append)
    {
        lock (_poolGate)
            if (_pool.Count < PoolLimit) _pool.Push(append);
    }

    private static partial class Log
    {
        [LoggerMessage(10001, LogLevel.Critical, "Audit entries cannot be written; what needs a record is refused")]
        public static partial void Failed(ILogger logger, Exception e);

        [LoggerMessage(10002, LogLevel.Information, "Audit entries are written again")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(10003, LogLevel.Critical, "{Count} audit entries were not durable within {Seconds} s and were refused")]
        public static partial void Overdue(ILogger logger, int count, double seconds);
    }
}
