using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Storage.Mirror;

/// <summary>Writes leaves to a second device on a thread of its own, so that both devices write at once and a hanging one stops nobody for longer than its time.</summary>
/// <remarks>A leaf that it holds stays: the database is filled from it. A leaf that it lacks it takes from the database before it takes a newer one.</remarks>
internal sealed class SecondDevice : IDisposable
{
    private const int CatchUpLeaves = 2_000;

    private readonly string _directory, _origin;
    private readonly LedgerDevices _devices;
    private readonly Func<long, int, IReadOnlyList<StoredLeaf>> _readDatabase;
    private readonly object _gate = new(); // a monitor, since both sides wait on it
    private readonly LeafBatch[] _batches = [new(), new()];
    private readonly LeafBatch _catchUp = new();
    private readonly Thread _thread;
    private MirrorFile? _file;
    private LeafBatch? _sent;
    private bool _stopping, _catchesUp, _failed;
    private volatile string? _finding;
    private readonly byte[] _lastHash = new byte[LeafHash.Size];
    private long _first, _next;
    private int _turn;

    /// <param name="readDatabase">Committed leaves of the database, from a place on; for catching up.</param>
    /// <exception cref="IOException">The device does not answer.</exception>
    /// <exception cref="InvalidDataException">It holds another log.</exception>
    public SecondDevice(LedgerDevices devices, string origin, Func<long, int, IReadOnlyList<StoredLeaf>> readDatabase)
    {
        (_devices, _directory, _origin, _readDatabase) = (devices, devices.MirrorPath!, origin, readDatabase);
        _file = new MirrorFile(_directory, origin);
        Keep();
        _thread = new Thread(Run) { IsBackground = true, Name = "sallyport-mirror" };
        _thread.Start();
    }

    public LedgerDevices Devices => _devices;

    /// <summary>Place after the last leaf that is durable here.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>True after a write failed, until one succeeds.</summary>
    public bool HasFailed => Volatile.Read(ref _failed);

    /// <summary>Takes a batch to fill; null while the device is busy with another.</summary>
    public LeafBatch? Rent(long first)
    {
        lock (_gate)
        {
            if (_sent is not null || _stopping) return null;
            var batch = _batches[_turn ^= 1];
            batch.Start(first);
            return batch;
        }
    }

    /// <summary>Begins to write a batch.</summary>
    public void Send(LeafBatch batch)
    {
        lock (_gate)
        {
            _sent = batch;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until a batch is durable here.</summary>
    /// <returns>False if its write failed or takes longer than the device may.</returns>
    public bool Wait(LeafBatch batch)
    {
        var end = Environment.TickCount64 + (long)_devices.MirrorTimeout.TotalMilliseconds;
        lock (_gate)
        {
            while (ReferenceEquals(_sent, batch))
            {
                var left = end - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, (int)left)) return false;
            }
        }

        return Next >= batch.Next;
    }

    /// <summary>True while a write is under way whose outcome nobody knows yet.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate) return _sent is not null;
        }
    }

    /// <summary>What was found the last time when the files were compared with what was written: one word, or null if they agreed.</summary>
    public string? Finding => _finding;

    /// <summary>Lets the device's thread take from the database what it lacks and compare its files with what it wrote, if it has nothing else to do.</summary>
    public void LookAfterItself()
    {
        lock (_gate)
        {
            _catchesUp = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Place of the first leaf held.</summary>
    public long First => Interlocked.Read(ref _first);

    /// <summary>What is durable here.</summary>
    /// <param name="hash">Receives the hash of the last leaf, if there is one.</param>
    /// <returns>Place after it.</returns>
    public long Held(Span<byte> hash)
    {
        lock (_gate)
        {
            _lastHash.CopyTo(hash);
            return _next;
        }
    }

    /// <summary>Leaves from a place on, in order; perhaps some more than are known to be durable.</summary>
    public IEnumerable<StoredLeaf> Read(long from) => MirrorFile.Read(_directory, _origin, from);

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        if (_thread.Join(_devices.MirrorTimeout)) _file?.Dispose(); // a thread that hangs in a dead device keeps its handle
    }

    private void Run()
    {
        while (true)
        {
            LeafBatch? batch;
            lock (_gate)
            {
                while (_sent is null && !_catchesUp && !_stopping) Monitor.Wait(_gate);
                if (_sent is null && _stopping) return;
                batch = _sent;
                if (batch is null) _catchesUp = false;
            }

            var isDurable = TryWrite(batch);
            if (isDurable && batch is { MayRelease: true } && batch.TryClaim()) batch.Release();
            lock (_gate)
            {
                if (batch is not null) _sent = null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryWrite(LeafBatch? batch)
    {
        try
        {
            // After a failure its end is read anew; what that write may have left behind was never acknowledged.
            _file ??= new MirrorFile(_directory, _origin, Next);
            if (batch is null && _file.Inspect() is { } finding) _finding = finding;
            TakeFromDatabase(batch?.First ?? long.MaxValue);
            if (batch is not null && _file.Next < batch.Next) _file.Append(batch); // else it came from the database in the meantime

            Keep();
            Volatile.Write(ref _failed, false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException or InvalidDataException or InvalidOperationException or FormatException or ObjectDisposedException)
        {
            _file?.Dispose();
            _file = null;
            Volatile.Write(ref _failed, true);
            return false;
        }
    }

    private void Keep()
    {
        lock (_gate)
        {
            (_first, _next) = (_file!.First, _file.Next);
            _file.LastHash.CopyTo(_lastHash);
        }
    }

    private void TakeFromDatabase(long end)
    {
        Span<byte> hash = stackalloc byte[LeafHash.Size];
        for (var from = _file!.Next; from < end;)
        {
            var leaves = _readDatabase(from, (int)Math.Min(CatchUpLeaves, end - from));
            if (leaves.Count == 0 && end != long.MaxValue) throw new IOException("The database lacks leaves that it had.");
            if (leaves.Count == 0) return;
            from = leaves[^1].Sequence + 1;
            if (_file.IsEmpty) leaves = [.. leaves.SkipWhile(l => l.Json.IsEmpty)]; // a copy begins after what retention has taken
            if (leaves.Count == 0) continue;
            _catchUp.Start(leaves[0].Sequence);
            foreach (var leaf in leaves)
            {
                LeafHash.Compute(leaf.Json.Span, hash);
                _catchUp.Add(leaf.Json.Span, hash, null);
            }

            _file.Append(_catchUp);
            Keep();
        }
    }
}
