using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks.Sources;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Sqlite;

/// <summary>One append on its way: the encoded entry, and the promise its caller waits for. Pooled, with its buffers.</summary>
/// <remarks>
/// Encoded on the caller's thread; bound by the writer's; continued on the thread pool. Three may want to end it (writer, watchdog, shutdown),
/// so each first wins it by moving the state.
/// </remarks>
internal sealed class PendingAppend(Action<PendingAppend> giveBack) : IValueTaskSource<long>, IThreadPoolWorkItem
{
    private const int Queued = 1, Writing = 2, Ended = 3, Abandoned = 4;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    private ArrayBufferWriter<byte> _body = new(1024);
    private ManualResetValueTaskSourceCore<long> _promise; // its continuation runs inside Execute
    private byte[] _keyId = new byte[64];
    private int _keyIdLength;
    private int _state;
    private bool _isAwaited, _resumesHere;
    private StoreUnavailableException? _error;

    public AuditEntryType Type { get; private set; }

    public int? Decision { get; private set; }

    public long AtUs { get; private set; }

    public long? IntentSequence { get; private set; }

    public byte[] Exchange { get; } = new byte[16];

    public ReadOnlySpan<byte> Body => _body.WrittenSpan;

    /// <summary>UTF-8; empty if the entry has no key.</summary>
    public ReadOnlySpan<byte> KeyId => _keyId.AsSpan(0, _keyIdLength);

    /// <summary>Given by the database; counts once the transaction is committed. 0 if this was not written.</summary>
    public long Sequence { get; set; }

    /// <summary>Timestamp, for the watchdog.</summary>
    public long QueuedAt { get; private set; }

    public ValueTask<long> Task => new(this, _promise.Version);

    /// <param name="isAwaited">False if nobody asks for <see cref="Task"/>: it goes back to the pool by itself.</param>
    /// <param name="resumesHere">True if a caller who waits goes on inside <see cref="Succeed"/>, false if on the thread pool.</param>
    public void Encode(AuditEntry entry, long now, bool isAwaited, bool resumesHere)
    {
        (_isAwaited, _resumesHere) = (isAwaited, resumesHere);
        _body.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_body, AuditJson.WriterOptions);
        json.Reset(_body);
        AuditJson.Write(json, entry);
        json.Flush();

        entry.ExchangeId.TryWriteBytes(Exchange, bigEndian: true, out _);
        (Type, Decision, IntentSequence, AtUs) = (entry.Type, (int?)entry.Decision, entry.IntentSequence, entry.At.ToMicroseconds());
        _keyIdLength = 0;
        if (entry.KeyId is { } keyId)
        {
            if (Encoding.UTF8.GetMaxByteCount(keyId.Length) > _keyId.Length) _keyId = new byte[Encoding.UTF8.GetMaxByteCount(keyId.Length)];
            _keyIdLength = Encoding.UTF8.GetBytes(keyId, _keyId);
        }

        (QueuedAt, Sequence, _error) = (now, 0, null);
        Volatile.Write(ref _state, Queued);
    }

    /// <summary>False if the watchdog was faster: then this must not be written any more.</summary>
    public bool TryBeginWriting() => Interlocked.CompareExchange(ref _state, Writing, Queued) == Queued;

    /// <summary>Ends it well, if nobody has ended it before.</summary>
    public void Succeed()
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Writing) != Writing) return;
        if (!_isAwaited) giveBack(this);
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
                if (_body.Capacity > 64 * 1024) _body = new ArrayBufferWriter<byte>(1024);
                giveBack(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _promise.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _promise.OnCompleted(continuation, state, token, flags);

    private void EndBadly(int how, StoreUnavailableException error)
    {
        if (Interlocked.CompareExchange(ref _state, how, Queued) != Queued && Interlocked.CompareExchange(ref _state, how, Writing) != Writing) return;
        _error = error; // whoever moved the state is alone from here on
        if (!_isAwaited) return;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
